"""卷宗: the numbered file of a case: contents, papers, files, frozen facts and log extract."""

import io
import json
import zipfile
from dataclasses import dataclass
from hashlib import sha256

from django.utils import timezone

from review import audit
from review.attachment_files import is_unchanged
from review.documents.issue_document import IssuedDocument, require_permission
from review.documents.render import fill_letter
from review.fact_words import describe_facts
from review.freezing import build_content, format_day
from review.labels import ACTIONS
from review.models import AuditEntry, Case, Officer

# 1980 is the first year of a ZIP; a fixed time keeps the same content the same bytes
FIXED_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Item:
    """A piece of the file; `number` is a document's number."""

    name: str
    extension: str
    content: bytes
    number: str = ""
    day: str = ""
    remark: str = ""


def build_dossier(case: Case, officer: Officer, *, address: str = "") -> IssuedDocument:
    """Build the file of a case as a ZIP; every piece has its number and its SHA-256."""
    require_permission(case, officer)
    items = [*_list_papers(case), *_list_files(case), *_list_snapshots(case), _extract_log(case)]
    rows = [
        {
            "n": n,
            "name": item.name,
            "number": item.number,
            "day": item.day,
            "pages": "",
            "sha256": sha256(item.content).hexdigest(),
            "remark": item.remark,
        }
        for n, item in enumerate(items, start=1)
    ]
    contents = fill_letter("卷宗目录", _build_contents_fields(case, officer, rows))
    hashes = "".join(
        f"{r['sha256']}  {_name_file(r['n'], i)}\n" for r, i in zip(rows, items, strict=True)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        _add(packed, "000-卷宗目录.docx", contents)
        for n, item in enumerate(items, start=1):
            _add(packed, _name_file(n, item), item.content)
        _add(packed, "SHA256SUMS.txt", hashes.encode())
    content = out.getvalue()
    digest = sha256(content).hexdigest()
    audit.record(officer, "dossier", case.pk, address=address, items=len(items), sha256=digest)
    return IssuedDocument(f"卷宗-{case.case_no or case.pk}.zip", content)


def _build_contents_fields(case, officer, rows):
    return {
        "case_id": case.case_no or case.pk,
        "cause": "、".join(build_content(case)["scenarios"]) or "社会保险基金",
        "by": officer.name,
        "day": format_day(timezone.localdate()),
        "rows": rows,
    }


def _list_papers(case):
    for paper in case.papers.select_related("by"):
        if is_unchanged(paper.path, paper.sha256):
            version = f"（第{paper.version}版）" if paper.version > 1 else ""
            yield Item(
                f"{paper.name}{version}",
                "docx",
                paper.path.read_bytes(),
                paper.document_no,
                _format_date(paper.at),
                paper.by.name,
            )


def _list_files(case):
    for file in case.attachments.select_related("by"):
        if is_unchanged(file.path, file.sha256):
            stem = file.name.rsplit(".", 1)[0]
            content = file.path.read_bytes()
            yield Item(f"附件 {stem}", file.kind, content, "", _format_date(file.at), file.category)


def _list_snapshots(case):
    for snapshot in case.snapshots.all():
        text = json.dumps(snapshot.content, ensure_ascii=False, sort_keys=True, indent=1)
        name = f"定格事实（{snapshot.get_occasion_display()}）"
        yield Item(name, "json", text.encode(), "", _format_date(snapshot.at), snapshot.sha256[:16])


def _extract_log(case):
    """Extract the entries of the log about a case, with the hashes that prove them."""
    lines = []
    for e in AuditEntry.objects.filter(target=case.pk).order_by("number").select_related("by"):
        name = ACTIONS[e.action].zh if e.action in ACTIONS else e.action
        who = e.by.name if e.by else "系统"
        at = f"{timezone.localtime(e.at):%Y-%m-%d %H:%M:%S}"
        lines.append(f"{e.number}\t{at}\t{who}\t{name}\t{describe_facts(e.detail)}\t{e.hash}\n")
    return Item("操作日志摘录", "txt", "".join(lines).encode(), "", _format_date(timezone.now()))


def _name_file(number, item):
    plain = "".join(c if c.isalnum() or c in "（）-_ " else "_" for c in item.name)[:80]
    return f"{number:03d}-{plain}.{item.extension}"


def _add(packed, name, content):
    info = zipfile.ZipInfo(name, FIXED_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(info, content)


def _format_date(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d}"
