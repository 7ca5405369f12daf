"""静态文件: style sheet, script and icon of the desk."""

import errno

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.views.static import serve

FOLDER = settings.BASE / "static"


@login_not_required
def static(request, path):
    """Return a static file; a name too long for the disk is 404 too."""
    try:
        return serve(request, path, document_root=FOLDER)
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        raise Http404 from None
