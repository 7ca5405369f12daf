"""Measure the desk's Excel round trip of 30,000 findings beside openpyxl: time and memory.

    python -m benchmarks.desk [--rows N] [--evidence N] [--desk]

openpyxl writes (write-only mode) and reads (read-only mode) the same cells; it neither seals nor
checks them. `--desk` takes the workbook through a desk with as many findings in SQLite: exported,
filled in, checked, and applied in one transaction.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

KEY = b"benchmark" * 4  # of the seals; any key of this length costs the same
FEEDBACK = {
    "checkers": "王一、李二",
    "checked_date": date(2026, 11, 10),
    "account": "调取参保和银行流水，与本人谈话核实。",
    "conclusion": "1 属实",
    "amount_confirmed": 1234.5,
    "nature": "欺诈骗取",
}


def main() -> None:
    """Measure every part in a fresh process and print a table."""
    options = _parse_options()
    if options.part:
        print(json.dumps(PARTS[options.part](options)))
        return
    with tempfile.TemporaryDirectory(prefix="qingfeng-desk-") as folder:
        names = [
            "write",
            "write_openpyxl",
            "read",
            "read_openpyxl",
            *(["desk"] if options.desk else []),
        ]
        results = {name: _measure_part(name, options, folder) for name in names}
    for name, part in results.items():
        print(
            f"{name:16} {part['seconds']:8.1f} s {part['processor']:8.1f} s of the processor "
            f"{part['megabytes']:8.0f} MB  {part['note']}"
        )
    for our_part in ("write", "read"):
        peer_part = f"{our_part}_openpyxl"
        print(
            f"{our_part}: {results[peer_part]['processor'] / results[our_part]['processor']:.1f} "
            "times openpyxl's speed, "
            f"{results[our_part]['megabytes'] / results[peer_part]['megabytes']:.2f} of its memory"
        )


def _parse_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=30_000)
    parser.add_argument("--evidence", type=int, default=60_000)
    parser.add_argument("--desk", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--part")
    return parser.parse_args()


def _measure_part(name, options, folder):
    arguments = [
        "--part",
        name,
        "--rows",
        options.rows,
        "--evidence",
        options.evidence,
        "--folder",
        folder,
    ]
    command = [sys.executable, "-m", "benchmarks.desk", *map(str, arguments)]
    process = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(process.stdout.splitlines()[-1])


def _measure_work(work):
    """Measure wall and processor seconds (a busy machine stretches the first alone) and peak
    memory.
    """
    start, used = time.perf_counter(), time.process_time()
    note = work()
    seconds, processor = time.perf_counter() - start, time.process_time() - used
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "processor": processor, "megabytes": peak, "note": note or ""}


def build_checklist(rows: int, evidence: int):
    """Build a made-up workbook of the form that the desk issues."""
    from review.excel.import_form import Checklist

    checklist_rows = [_build_row(n) for n in range(1, rows + 1)]
    evidence_rows = [
        (
            n % rows + 1,
            f"F{n % rows + 1:015x}",
            "失业待遇申领 unemployment_claim",
            f"申领编号=C{n}",
            "申领日期=2026-01-05；月标准=2241；" * 3,
        )
        for n in range(evidence)
    ]
    return Checklist(
        "XF-20261102-330203-000000",
        "20261101-abcdef",
        "330203",
        date(2026, 11, 2),
        "赵主管",
        checklist_rows,
        evidence_rows,
    )


def _build_row(n):
    return {
        "number": n,
        "finding_id": f"F{n:015x}",
        "batch": "20261102",
        "issued_date": date(2026, 11, 2),
        "due_date": date(2026, 11, 23),
        "unit": "海曙区社保中心",
        "authority": "人社",
        "fund": "失业保险",
        "scenario": "短期参保骗取失业保险待遇",
        "kind": "U04 短期参保后申领",
        "level": "高 H",
        "subject_kind": "个人",
        "subject_id": f"p{n:08d}",
        "district": "海曙区",
        "reason": "在末次用人单位参保 2 个月后即申领失业保险金，共领取 3 个月，"
        f"涉及金额 {n:,}.00 元；同一单位另有 5 人情形相同。",
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 3, 31),
        "amount_involved": float(n),
        "law": "社会保险法第四十五条；失业保险条例第十四条；社会保险法第八十八条",
        "record": f"unemployment_claim C{n:08d}",
        "look_alikes": "企业破产集中裁员；试用期不合格；本人户籍地就业",
        "verify": "查劳动合同、工资发放和考勤；向单位和本人核实离职原因",
        "version": 2,
    }


def write(options):
    """Write with the desk's writer: sealed, locked, with drop-downs."""
    from review.excel.write_workbook import write_checklist

    issue = build_checklist(options.rows, options.evidence)

    def write_file():
        content = write_checklist(issue, key=KEY)
        (options.folder / "list.xlsx").write_bytes(content)
        return f"{len(content) / 2**20:.1f} MB file"

    return _measure_work(write_file)


def write_openpyxl(options):
    """Write the same cells with openpyxl, plain."""
    import openpyxl

    from review.excel.import_form import list_sheet_columns

    issue, keys = (
        build_checklist(options.rows, options.evidence),
        [c.key for c in list_sheet_columns()],
    )

    def write_file():
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("下发清单")
        sheet.append([c.title for c in list_sheet_columns()])
        for row in issue.rows:
            sheet.append([row.get(key) for key in keys])
        evidence = book.create_sheet("证据明细")
        for row in issue.evidence:
            evidence.append(row)
        book.save(options.folder / "openpyxl.xlsx")

    return _measure_work(write_file)


def read(options):
    """Read with the desk's reader: unpacked within limits, every seal and filled cell checked."""
    from dataclasses import replace

    from review.excel.file_safety import open_workbook
    from review.excel.parse_feedback import parse_row
    from review.excel.read_workbook import read_returned_workbook
    from review.excel.seal import verify_seal

    content = (options.folder / "list.xlsx").read_bytes()

    def read_file():
        returned = read_returned_workbook(open_workbook(content))
        good = 0
        for row in returned.rows:
            seal = verify_seal(row.issued, row.seal, issue=returned.head["issue"], key=KEY)
            filled_row = replace(row, feedback=row.feedback | FEEDBACK)
            answer, _ = parse_row(filled_row, issued_on=date(2026, 11, 2), today=date(2026, 11, 20))
            good += seal.holds and answer is not None
        assert good == options.rows, good
        return f"{good:,} rows whole"

    return _measure_work(read_file)


def read_openpyxl(options):
    """Read the same file with openpyxl into lists of values, unchecked."""
    import openpyxl

    def read_file():
        book = openpyxl.load_workbook(options.folder / "list.xlsx", read_only=True)
        rows = list(book["下发清单"].iter_rows(values_only=True))
        return f"{len(rows) - 1:,} rows"

    return _measure_work(read_file)


def desk(options):
    """Take the workbook through a desk on SQLite: export, fill in, check and apply."""
    os.environ["QINGFENG_DESK"] = str(options.folder / "desk")
    os.environ["DJANGO_SETTINGS_MODULE"] = "review.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return _run_round_trip(options)


def _run_round_trip(options):
    from dataclasses import replace

    from django.utils import timezone

    from review.excel.apply_import import apply_import
    from review.excel.export_checklist import export_checklist
    from review.excel.file_safety import open_workbook
    from review.excel.read_workbook import read_returned_workbook
    from review.excel.validate_import import validate_import

    officer = _fill_desk(options.rows)
    today = timezone.localdate()
    export_cost = _measure_work(lambda: export_checklist(officer, "330203"))
    content = export_cost.pop("note").content
    answer = FEEDBACK | {"checkers": f"{officer.name}、李二", "checked_date": today}

    def check():
        returned = read_returned_workbook(open_workbook(content))
        rows = [replace(row, feedback=row.feedback | answer) for row in returned.rows]
        return validate_import(replace(returned, rows=rows), officer, today=today)

    checked = _measure_work(check)
    validation = checked.pop("note")
    applied = _measure_work(lambda: apply_import(validation, officer, today=today))
    result = applied.pop("note")
    assert result.findings == options.rows, (result.findings, validation.errors[:2])
    parts = {"export": export_cost, "check": checked, "apply": applied}
    note = ", ".join(
        f"{name} {p['seconds']:.1f} s ({p['processor']:.1f})" for name, p in parts.items()
    )
    sums = {key: sum(p[key] for p in parts.values()) for key in ("seconds", "processor")}
    return applied | sums | {"note": f"{note}; {result.cases:,} cases"}


def _fill_desk(rows):
    """Fill a desk with issued findings, three a case."""
    from django.utils import timezone

    from review.models import Case, Finding, Officer, Run

    today, now = timezone.localdate(), timezone.now()
    officer = Officer.objects.create(
        username="bench", role="checker", districts=["*"], must_change_password=False
    )
    run = Run.objects.create(
        run_id="bench", part="ordinary", as_of=today, fingerprint="0", received_at=now
    )
    same = {
        "authority": "人社",
        "district": "330203",
        "subject_kind": "person",
        "level": "H",
        "level_order": 0,
    }
    same |= {
        "severity": 90,
        "rank": 1,
        "list_status": "listed",
        "finding_count": 3,
        "first_flagged_on": today,
    }
    same |= {
        "first_run": run,
        "last_run": run,
        "state": "02",
        "state_since": now,
        "issued_on": today,
        "due_on": today,
    }
    cases = [
        Case(
            case_id=f"C{n:015x}",
            subject_id=f"p{n:08d}",
            amount_involved=3,
            summary_zh="线索",
            summary_en="lead",
            **same,
        )
        for n in range(-(-rows // 3))
    ]
    Case.objects.bulk_create(cases, batch_size=500)
    finding_fields = {
        "level": "H",
        "first_run": run,
        "last_run": run,
        "standing": "new",
        "evidence_rows": 0,
        "scenario_id": "short_term_enrollment",
    }
    findings = [
        Finding(
            finding_id=f"F{n:015x}",
            case=cases[n // 3],
            indicator_id=f"U0{n % 3}",
            family="x",
            record_table="unemployment_claim",
            record_id=str(n),
            amount_involved=1,
            reason_zh=_build_row(n)["reason"],
            law=_build_row(n)["law"],
            look_alikes=_build_row(n)["look_alikes"],
            verify=_build_row(n)["verify"],
            evidence_hash="0",
            **finding_fields,
        )
        for n in range(rows)
    ]
    Finding.objects.bulk_create(findings, batch_size=500)
    return officer


PARTS = {f.__name__: f for f in (write, write_openpyxl, read, read_openpyxl, desk)}

if __name__ == "__main__":
    main()
