"""Template context of every page."""


def desk(request):
    """Return the rights of the officer's role, for the menu."""
    from review.permissions import RIGHTS

    user = request.user
    rights = {a for a, roles in RIGHTS.items() if user.is_authenticated and user.role in roles}
    return {"rights": rights}
