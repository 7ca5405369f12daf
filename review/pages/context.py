"""What every page knows."""


def desk(request):
    """Role rights of the officer, for the menu."""
    from review.permissions import RIGHTS

    user = request.user
    rights = {a for a, roles in RIGHTS.items() if user.is_authenticated and user.role in roles}
    return {"rights": rights}
