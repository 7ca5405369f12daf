"""Excel pages: export; upload and check; import."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from review import audit
from review.excel.apply_import import apply_import
from review.excel.errors_workbook import write_errors_workbook
from review.excel.export_checklist import export_checklist
from review.excel.file_safety import MOST_BYTES, UnsafeFile, open_workbook
from review.excel.page_forms import ExportForm, ImportForm
from review.excel.read_workbook import read_returned_workbook
from review.excel.staging import discard_workbook, fetch_workbook, stage_workbook
from review.excel.validate_import import validate_import
from review.permissions import has_right, require_right

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# a page stays readable; the problems workbook has all
MOST_SHOWN = 300


@require_GET
def show_excel_page(request: HttpRequest) -> HttpResponse:
    """Show the forms of export and import."""
    require_right(request.user, "see")
    return _render_excel_page(request)


def _render_excel_page(request, status=200, **extra_context):
    officer = request.user
    context = {
        "hand_out": ExportForm(officer=officer) if has_right(officer, "export") else None,
        "take_back": ImportForm() if has_right(officer, "import") else None,
        "most_mb": MOST_BYTES // 2**20,
    }
    return render(request, "review/excel/excel.html", context | extra_context, status=status)


@require_POST
def export_workbook(request: HttpRequest) -> HttpResponse:
    """Return the workbook of a district."""
    require_right(request.user, "export")
    form = ExportForm(request.POST, officer=request.user)
    if not form.is_valid():
        return _render_excel_page(request, status=400, hand_out=form)
    workbook = export_checklist(request.user, address=_get_address(request), **form.cleaned_data)
    return respond_with_workbook(workbook.name, workbook.content)


@require_POST
def check_workbook(request: HttpRequest) -> HttpResponse:
    """Check an uploaded workbook and show its problems; write nothing."""
    require_right(request.user, "import")
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render_excel_page(request, status=400, take_back=form)
    try:
        if form.cleaned_data["file"].size > MOST_BYTES:
            raise UnsafeFile(f"文件超过 {MOST_BYTES // 2**20} MB，请按区县分开返回")
        plain = open_workbook(
            form.cleaned_data["file"].read(), password=form.cleaned_data["password"]
        )
        checked = validate_import(
            read_returned_workbook(plain), request.user, today=timezone.localdate()
        )
    except UnsafeFile as error:
        audit.record(
            request.user, "import_refused", address=_get_address(request), reason=str(error)[:60]
        )
        form.add_error("file", str(error))
        return _render_excel_page(request, status=400, take_back=form)
    ticket = stage_workbook(plain, request.user)
    context = {"checked": checked, "problems": checked.problems[:MOST_SHOWN], "ticket": ticket}
    return render(request, "review/excel/checked.html", context)


@require_POST
def apply_workbook(request: HttpRequest) -> HttpResponse:
    """Check the workbook of a ticket again and import it."""
    require_right(request.user, "import")
    ticket = request.POST.get("ticket", "")
    checked = _validate_staged(request, ticket)
    applied = apply_import(
        checked, request.user, today=timezone.localdate(), address=_get_address(request)
    )
    discard_workbook(ticket, request.user)
    context = {
        "checked": checked,
        "applied": applied,
        "problems": (checked.errors + applied.refused)[:MOST_SHOWN],
    }
    return render(request, "review/excel/applied.html", context)


@require_POST
def download_problems(request: HttpRequest) -> HttpResponse:
    """Return the problems of the workbook of a ticket as a workbook."""
    require_right(request.user, "import")
    checked = _validate_staged(request, request.POST.get("ticket", ""))
    return respond_with_workbook(
        f"导入问题-{checked.head['issue']}.xlsx", write_errors_workbook(checked.problems)
    )


def _validate_staged(request, ticket):
    plain = fetch_workbook(ticket, request.user)
    return validate_import(read_returned_workbook(plain), request.user, today=timezone.localdate())


def respond_with_workbook(name: str, content: bytes) -> HttpResponse:
    """Return a workbook as a download."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _get_address(request):
    return request.META.get("REMOTE_ADDR", "")
