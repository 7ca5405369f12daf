"""卷宗: the numbered file of a case, as a ZIP with hashes and, with LibreOffice, as one PDF."""

import io
import zipfile
from dataclasses import dataclass
from hashlib import sha256

from django.utils import timezone

from review import audit
from review.documents import pdf
from review.documents.dossier_items import Item, list_items
from review.documents.issue_document import IssuedDocument, require_permission
from review.documents.offices import OFFICES
from review.documents.render import fill_letter
from review.freezing import build_content, format_day
from review.models import Case, Officer

# 1980 is the first year of a ZIP; a fixed time keeps the same content the same bytes
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
CONTENTS = "卷宗目录"


@dataclass(frozen=True)
class BoundFile:
    """A case file in one PDF; `contents` is its list as Word, `pages` those of each item."""

    contents: bytes
    pdf: bytes | None
    rows: list[dict]


def build_dossier(
    case: Case, officer: Officer, *, as_pdf: bool = False, address: str = ""
) -> IssuedDocument:
    """Build the file of a case; every piece has its number, its pages and its SHA-256.

    A ZIP holds each piece, and all in one PDF where LibreOffice is installed. Raises NotNow if a
    PDF is wanted and it is not.
    """
    require_permission(case, officer)
    items = list_items(case, officer)
    bound = _bind(case, officer, items, required=as_pdf)
    content = bound.pdf if as_pdf else _pack(items, bound)
    extension = "pdf" if as_pdf else "zip"
    audit.record(
        officer,
        "dossier",
        case.pk,
        address=address,
        items=len(items),
        sha256=sha256(content).hexdigest(),
    )
    return IssuedDocument(f"卷宗-{case.case_no or case.pk}.{extension}", content)


def _bind(case, officer, items: list[Item], *, required: bool) -> BoundFile:
    """Bind the items that can be printed; the contents name the pages of each."""
    if not required and pdf.find_converter() is None:
        rows = _describe_items(items, [""] * len(items))
        return BoundFile(_fill_contents(case, officer, rows), None, rows)
    printed = _print_items(items)
    counts = pdf.count_pages(printed)
    rows = _describe_items(items, _number_pages(counts))
    contents = _fill_contents(case, officer, rows)
    (first,) = pdf.convert_to_pdf([("docx", contents)])
    pages = [content for content, count in zip(printed, counts, strict=True) if count]
    return BoundFile(contents, pdf.bind_files(first or b"", pages), rows)


def _print_items(items):
    """Return the PDF of each item, empty for what is no paper (a workbook) or cannot be read."""
    waiting = [n for n, item in enumerate(items) if item.printable and item.printable[0] != "pdf"]
    converted = pdf.convert_to_pdf([items[n].printable for n in waiting])
    made = dict(zip(waiting, converted, strict=True))
    for n, item in enumerate(items):
        if item.printable and item.printable[0] == "pdf":
            made[n] = item.printable[1]
    return [made.get(n) or b"" for n in range(len(items))]


def _number_pages(counts):
    texts, first = [], 1
    for count in counts:
        last = first + count - 1
        texts.append("电子件" if not count else f"{first}" if count == 1 else f"{first}-{last}")
        first += count
    return texts


def _describe_items(items, pages):
    return [
        {
            "n": n,
            "name": item.name,
            "number": item.number,
            "day": item.day,
            "pages": page,
            "sha256": sha256(item.content).hexdigest(),
            "remark": item.remark,
        }
        for n, (item, page) in enumerate(zip(items, pages, strict=True), start=1)
    ]


def _fill_contents(case, officer, rows):
    fields = {
        "case_id": case.case_no or case.pk,
        "cause": "、".join(build_content(case)["scenarios"]) or OFFICES[case.authority].fund,
        "by": officer.name,
        "day": format_day(timezone.localdate()),
        "rows": rows,
    }
    return fill_letter(CONTENTS, fields)


def _pack(items, bound):
    """Pack the pieces, the PDF, and a list of hashes that `sha256sum -c` reads."""
    files = [(f"000-{CONTENTS}.docx", bound.contents)]
    files += [(_name_file(n, item), item.content) for n, item in enumerate(items, start=1)]
    if bound.pdf:
        files.append(("卷宗.pdf", bound.pdf))
    hashes = "".join(f"{sha256(content).hexdigest()}  {name}\n" for name, content in files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in [*files, ("SHA256SUMS.txt", hashes.encode())]:
            info = zipfile.ZipInfo(name, FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(info, content)
    return out.getvalue()


def _name_file(number, item):
    plain = "".join(c if c.isalnum() or c in "（）-_ " else "_" for c in item.name)[:80]
    return f"{number:03d}-{plain}.{item.extension}"
