"""Template context of every page."""

from django.utils.functional import SimpleLazyObject


def desk(request):
    """Return the rights of the officer's role, for the menu, and the number of unread notices."""
    from review.permissions import RIGHTS

    user = request.user
    rights = {a for a, roles in RIGHTS.items() if user.is_authenticated and user.role in roles}
    return {"rights": rights, "unread": SimpleLazyObject(lambda: _count_unread(user))}


def _count_unread(user):
    from review.pages.notices import list_notices

    return list_notices(user).filter(read_at=None).count()
