"""Pages of the round trip: hand out; upload and check; apply."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from review import audit
from review.excel.apply_import import apply_checked
from review.excel.errors_workbook import errors_book
from review.excel.export_checklist import hand_out
from review.excel.file_safety import MOST_BYTES, UnsafeFile, opened_workbook
from review.excel.page_forms import HandOut, TakeBack
from review.excel.read_workbook import read_returned
from review.excel.staging import fetch, forget, keep
from review.excel.validate_import import check_returned
from review.permissions import may, permit

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 300


@require_GET
def excel(request: HttpRequest) -> HttpResponse:
    """Where a workbook is handed out and taken back."""
    permit(request.user, "see")
    return _start(request)


def _start(request, status=200, **told):
    officer = request.user
    shown = {
        "hand_out": HandOut(officer=officer) if may(officer, "export") else None,
        "take_back": TakeBack() if may(officer, "import") else None,
        "most_mb": MOST_BYTES // 2**20,
    }
    return render(request, "review/excel/excel.html", shown | told, status=status)


@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The workbook of a district."""
    permit(request.user, "export")
    form = HandOut(request.POST, officer=request.user)
    if not form.is_valid():
        return _start(request, status=400, hand_out=form)
    made = hand_out(request.user, address=_address(request), **form.cleaned_data)
    return _file(made.name, made.content)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Step one: what is in the workbook, and what is wrong with it. Nothing is written."""
    permit(request.user, "import")
    form = TakeBack(request.POST, request.FILES)
    if not form.is_valid():
        return _start(request, status=400, take_back=form)
    try:
        if form.cleaned_data["file"].size > MOST_BYTES:
            raise UnsafeFile(f"文件超过 {MOST_BYTES // 2**20} MB，请按区县分开返回")
        plain = opened_workbook(form.cleaned_data["file"].read(), password=form.cleaned_data["password"])
        checked = check_returned(read_returned(plain), request.user, today=timezone.localdate())
    except UnsafeFile as error:
        audit.record(request.user, "import_refused", address=_address(request), reason=str(error)[:60])
        form.add_error("file", str(error))
        return _start(request, status=400, take_back=form)
    ticket = keep(plain, request.user)
    shown = {"checked": checked, "problems": checked.problems[:MOST_SHOWN], "ticket": ticket}
    return render(request, "review/excel/checked.html", shown)


@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Step two: the workbook of a ticket is checked again and taken in."""
    permit(request.user, "import")
    ticket = request.POST.get("ticket", "")
    checked = _checked(request, ticket)
    applied = apply_checked(checked, request.user, today=timezone.localdate(), address=_address(request))
    forget(ticket, request.user)
    told = {
        "checked": checked,
        "applied": applied,
        "problems": (checked.errors + applied.refused)[:MOST_SHOWN],
    }
    return render(request, "review/excel/applied.html", told)


@require_POST
def problems(request: HttpRequest) -> HttpResponse:
    """Everything that is wrong with the workbook of a ticket, as a workbook."""
    permit(request.user, "import")
    checked = _checked(request, request.POST.get("ticket", ""))
    return _file(f"导入问题-{checked.head['issue']}.xlsx", errors_book(checked.problems))


def _checked(request, ticket):
    plain = fetch(ticket, request.user)
    return check_returned(read_returned(plain), request.user, today=timezone.localdate())


def _file(name, content):
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _address(request):
    return request.META.get("REMOTE_ADDR", "")
