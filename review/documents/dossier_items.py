"""Pieces of a case file: papers, files, source rows, frozen facts and the log, and their prints."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from contracts.tables import get_input_tables
from review.attachment_files import is_unchanged
from review.case_findings import list_case_findings
from review.documents.found_facts import compose_facts
from review.documents.printed_pages import print_lines, print_picture, print_table
from review.fact_words import describe_facts
from review.freezing import get_confirmed_content, hash_rows, name_table
from review.labels import ACTIONS, get_code_name
from review.models import AuditEntry, Case, Evidence, Officer
from review.models.officer import DISCIPLINE
from review.names import load_names_in_rows

PICTURES, TEXTS, WORD = ("jpg", "png"), ("txt", "csv"), "docx"


@dataclass(frozen=True)
class Item:
    """A piece of the file; `number` is a document's number.

    `printable` is (extension, content) of what LibreOffice or the binder takes, None for a piece
    that is no paper.
    """

    name: str
    extension: str
    content: bytes
    number: str = ""
    day: str = ""
    remark: str = ""
    printable: tuple[str, bytes] | None = None


def list_items(case: Case, officer: Officer) -> list[Item]:
    """List the pieces of a case file in their order."""
    return [
        *_list_papers(case),
        *_list_files(case),
        *_list_source_tables(case, officer),
        *_list_snapshots(case),
        _extract_log(case),
    ]


def _list_papers(case) -> Iterator[Item]:
    for paper in case.papers.select_related("by"):
        if is_unchanged(paper.path, paper.sha256):
            version = f"（第{paper.version}版）" if paper.version > 1 else ""
            content = paper.path.read_bytes()
            yield Item(
                f"{paper.name}{version}",
                "docx",
                content,
                paper.document_no,
                _format_date(paper.at),
                paper.by.name,
                (WORD, content),
            )


def _list_files(case) -> Iterator[Item]:
    for file in case.attachments.select_related("by"):
        if is_unchanged(file.path, file.sha256):
            name = f"附件 {file.name.rsplit('.', 1)[0]}"
            content = file.path.read_bytes()
            yield Item(
                name,
                file.kind,
                content,
                "",
                _format_date(file.at),
                file.category,
                _print_file(name, file.kind, content),
            )


def _print_file(name, kind, content):
    """Return what can be printed of an attachment; a workbook stays a file."""
    if kind in ("pdf", WORD):
        return kind, content
    if kind in PICTURES:
        printed = print_picture(name, content)
        return (WORD, printed) if printed else None
    if kind in TEXTS:
        text = content.decode("utf-8-sig", errors="replace")
        return WORD, print_lines(name, text.splitlines())
    return None


def _list_source_tables(case, officer) -> Iterator[Item]:
    """List the source rows that were frozen, by table; accounts of operators for discipline alone.

    The remark is the hash of the whole rows, as the list of evidence of a referral prints it.
    """
    hashes = {f["evidence_hash"] for f in get_confirmed_content(case)["findings"]}
    findings = [f.pk for f in list_case_findings(case)]
    rows, days = {}, {}
    pieces = Evidence.objects.filter(finding__in=findings, evidence_hash__in=hashes)
    for piece in pieces.select_related("run").order_by("id"):
        for table, key, row in piece.rows():
            rows.setdefault(table, {})[json.dumps(key, sort_keys=True)] = [key, row]
            days[table] = piece.run.as_of.isoformat()
    for table, found in sorted(rows.items()):
        whole = list(found.values())
        columns, cells = _format_rows(table, [row for _, row in whole], officer)
        name = f"电子数据 {name_table(table)}"
        remark = f"全部字段散列 {hash_rows(whole)[:16]}"
        yield Item(
            name,
            "csv",
            _write_csv(columns, cells),
            "",
            days[table],
            remark,
            (WORD, print_table(name, f"截至 {days[table]}，{len(cells)} 行。", columns, cells)),
        )


def _format_rows(table, rows, officer):
    """Format rows with the names of columns and codes; empty columns are left out."""
    known = get_input_tables().get(table)
    declared = known.contract.columns if known else {}
    names = list(dict.fromkeys(n for r in rows for n, v in r.items() if v not in (None, "")))
    if officer.role != DISCIPLINE:
        names = [n for n in names if not (n.endswith("_op") or n == "op_id")]
    titles = [declared[n].zh if n in declared else n for n in names]
    known_names = load_names_in_rows(rows)
    return titles, [
        [
            _format_value(declared.get(n), r.get(n), known_names.get((n, str(r.get(n)))))
            for n in names
        ]
        for r in rows
    ]


def _format_value(column, value, name):
    if value in (None, ""):
        return ""
    if name:
        return f"{name}（{value}）"
    if isinstance(value, bool):
        return "是" if value else "否"
    if column is not None and column.codes:
        return get_code_name(column.codes, str(value))
    return str(value)


def _write_csv(columns, rows):
    """Write a table that a spreadsheet program opens as it is: with a mark of UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows([columns, *rows])
    return out.getvalue().encode("utf-8-sig")


def _list_snapshots(case) -> Iterator[Item]:
    for snapshot in case.snapshots.all():
        text = json.dumps(snapshot.content, ensure_ascii=False, sort_keys=True, indent=1)
        name = f"定格事实（{snapshot.get_occasion_display()}）"
        yield Item(
            name,
            "json",
            text.encode(),
            "",
            _format_date(snapshot.at),
            snapshot.sha256[:16],
            (WORD, print_lines(name, _tell_snapshot(snapshot))),
        )


def _tell_snapshot(snapshot):
    """Tell what was frozen in words; the whole of it is in the file."""
    content = snapshot.content
    return [
        f"定格时间：{timezone.localtime(snapshot.at):%Y-%m-%d %H:%M}　SHA-256：{snapshot.sha256}",
        f"核实金额：{float(content['amount']):,.2f} 元，涉及记录 {len(content['records'])} 笔。",
        "查明的事实：",
        *compose_facts(content),
        "证据：",
        *(f"{e['name']}，{e['count']} 条，SHA-256：{e['sha256']}" for e in content["evidence"]),
    ]


def _extract_log(case) -> Item:
    """Extract the entries of the log about a case, with the hashes that prove them."""
    lines = []
    for e in AuditEntry.objects.filter(target=case.pk).order_by("number").select_related("by"):
        name = ACTIONS[e.action].zh if e.action in ACTIONS else e.action
        who = e.by.name if e.by else "系统"
        at = f"{timezone.localtime(e.at):%Y-%m-%d %H:%M:%S}"
        lines.append(f"{e.number}\t{at}\t{who}\t{name}\t{describe_facts(e.detail)}\t{e.hash}")
    name, columns = "操作日志摘录", ["序号", "时间", "人员", "事项", "内容", "散列"]
    rows = [[*cells[:-1], cells[-1][:16]] for cells in (line.split("\t") for line in lines)]
    return Item(
        name,
        "txt",
        "".join(f"{line}\n" for line in lines).encode(),
        "",
        _format_date(timezone.now()),
        "",
        (WORD, print_table(name, "散列印前 16 位，全文见电子件。", columns, rows)),
    )


def _format_date(moment):
    return f"{timezone.localtime(moment):%Y-%m-%d}"
