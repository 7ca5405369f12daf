"""Measure the desk with 100,000 cases: receiving such a run, and pages while 20 officers work.

    python -m benchmarks.desk_pages [--cases N] [--officers N] [--seconds S]

Receiving is compared with pandas reading the same files (the least that anybody must do with them);
pages with the sign-in page, which asks the database nothing. Every officer looks at lists, filters,
searches, cases, and takes cases, with a pause of two seconds between two pages. Then the pages are
asked for one by one, in the time of the processor, which other work does not change.
"""

import argparse
import http.cookiejar
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from contracts.codes import load_code_lists
from contracts.published import get_published_tables

ROOT = Path(__file__).resolve().parent.parent
PORT, PAUSE_SECONDS, PASSWORD = 8699, 2.0, "bench-Only-7421"
# what officers type: two characters and more, in all cases, in some, in none
WORDS = ("失业", "短期参保", "骗取", "工伤", "领取失业保险金", "参保2个月", "死亡", "330203 失业")
SCENARIOS = ["short_term_enrollment", "work_injury", "pharmacy_billing"]
# every column of the list, in either direction
ORDERS = [
    sign + column
    for sign in ("", "-")
    for column in (
        *("severity", "case", "summary", "scenario", "credence", "district", "amount"),
        *("state", "due", "officer", "newest", "outstanding"),
    )
]
# officers, and half of the listed cases taken by them
PREPARE = """
import django; django.setup()
from django.db import transaction
from django.utils import timezone
from review.models import Case, Officer
officers = []
for n in range({officers}):
    role = "checker" if n % 4 else "head"
    o = Officer(username=f"o{{n}}", role=role, districts=["*"], must_change_password=False)
    o.set_password("{password}"); o.save()
    officers.append(o)
with transaction.atomic():
    listed = Case.objects.filter(list_status="listed").order_by("pk")
    ids = list(listed.values_list("pk", flat=True))
    for n in range(0, len(ids) // 2, 500):
        part = Case.objects.filter(pk__in=ids[n:n + 500])
        today, who = timezone.localdate(), officers[n // 500 % len(officers)]
        assignee = who if who.role == "checker" and n % 1500 else None
        part.update(state="02", issued_on=today, due_on=today, version=1, assignee=assignee)
"""

# milliseconds of the processor that one request takes, by page, the median of five
ONE_BY_ONE = """
import json, time, statistics
import django; django.setup()
from django.test import Client
from review.models import Case, Officer
clients = {{r: Client(SERVER_NAME="localhost") for r in ("head", "checker")}}
for role, client in clients.items():
    client.force_login(Officer.objects.filter(role=role).first())
case = Case.objects.first().pk
pages = {{
    "first page of a head": "/", "workload": "/workload/", "calendar": "/calendar/",
    "case": f"/cases/{{case}}/", "search": "/cases/?q=p00001234",
    "filter": "/cases/?district=330203&level=S&indicator=U05",
}} | {{f"list by {{o}}": f"/cases/?order={{o}}" for o in {orders}}}
found = {{}}
for name, path in pages.items():
    times = []
    for _ in range(6):
        began = time.process_time()
        assert clients["head"].get(path).status_code == 200
        times.append(1000 * (time.process_time() - began))
    found[name] = round(statistics.median(times[1:]))
began = time.process_time(); clients["checker"].get("/")
found["first page of a checker"] = round(1000 * (time.process_time() - began))
print(json.dumps(found))
"""


def main() -> None:
    """Print receiving and pages in one table."""
    options = _parse_options()
    with tempfile.TemporaryDirectory(prefix="qingfeng-desk-") as scratch:
        folder = Path(scratch)
        run = make_run(folder / "run", options.cases)
        received = measure_receiving(run, folder)
        pages = measure_pages(folder, options)
        alone = measure_processor(folder)
    print("\n".join(f"{k:44} {v}" for k, v in (received | pages | alone).items()))


def make_run(folder: Path, cases: int) -> Path:
    """Make a published run of so many cases, three findings each, two evidence rows a finding."""
    folder.mkdir()
    random_ = np.random.default_rng(1)
    ids = np.array([f"C{n:016x}" for n in random_.permutation(cases)])
    districts = [d for d in load_code_lists()["district"] if d != "330200"]
    level = random_.choice(["H", "S", "M", "control"], cases, p=[0.2, 0.6, 0.17, 0.03])
    frame = pd.DataFrame(
        {
            "case_id": ids,
            "authority": random_.choice(["人社", "医保"], cases),
            "district": random_.choice(districts, cases),
            "subject_kind": random_.choice(
                ["person", "employer", "institution"], cases, p=[0.8, 0.15, 0.05]
            ),
            "subject_id": [f"p{n:08d}" for n in range(cases)],
            "ring_id": [f"R{n // 5:012x}" if n % 3 == 0 else None for n in range(cases)],
            "level": level,
            "severity": random_.uniform(0, 100, cases).round(3),
            "credence": random_.uniform(0, 1, cases).round(2),
            "source_count": 2,
            "position": np.arange(1, cases + 1),
            "data_question": None,
            "carried_by": None,
            "rank": np.arange(1, cases + 1),
            "list_status": random_.choice(["listed", "open", "held"], cases, p=[0.6, 0.2, 0.2]),
            "amount_involved": [
                Decimal(int(x)).scaleb(-2) for x in random_.integers(10_000, 20_000_000, cases)
            ],
            "finding_count": 3,
            "first_flagged_on": date(2026, 6, 30),
            "reappeared": None,
            "summary_zh": [
                f"末次参保仅{n % 9 + 1}个月后申领失业保险金，同单位同期{n % 31}人如此；另有2条疑点"
                for n in range(cases)
            ],
            "summary_en": "a short spell before the claim; and 2 more",
        }
    )
    _write_table(frame, "cases", folder)
    findings = frame.loc[frame.index.repeat(3)].reset_index(drop=True)
    n = np.arange(len(findings))
    findings = findings.assign(
        finding_id=[f"F{x:016x}" for x in n],
        scenario_id=random_.choice(SCENARIOS, len(findings)),
        indicator_id=[f"U{x % 12 + 1:02d}" for x in n],
        level=np.where(findings.level == "control", "M", findings.level),
        family="spell",
        source="spell",
        record_table="unemployment_claim",
        record_id=[f"u{x:09d}" for x in n],
        period_from=date(2026, 1, 1),
        period_to=date(2026, 3, 31),
        value=2.0,
        threshold=3.0,
        unit="months",
        peer_group="同类",
        peer_median=40.0,
        peer_percentile=98.0,
        reason_zh=findings.summary_zh,
        reason_en=findings.summary_en,
        law="社会保险法第八十八条；社会保险经办条例第五十五条",
        law_en="Social Insurance Law art. 88",
        look_alikes="企业破产；集中裁员",
        look_alikes_en="bankruptcy",
        verify="查劳动合同、工资发放和考勤",
        verify_en="see the contract",
        evidence_rows=2,
        evidence_hash=[f"{x:016x}" for x in n],
        standing="new",
    )
    _write_table(findings, "findings", folder)
    evidence = findings.loc[findings.index.repeat(2), ["finding_id"]].reset_index(drop=True)
    evidence["table"] = np.where(
        np.arange(len(evidence)) % 2, "unemployment_payment", "unemployment_claim"
    )
    evidence["row_key"] = [f'{{"claim_id": "u{x}"}}' for x in range(len(evidence))]
    evidence["row"] = [
        f'{{"claim_id": "u{x}", "claim_date": "2026-01-15", '
        f'"granted_months": 24, "accept_op": "op{x % 400}"}}'
        for x in range(len(evidence))
    ]
    _write_table(evidence.sort_values(["finding_id", "table"]), "evidence", folder)
    _write_subjects_and_catalog(frame, folder)
    for name in ("rings", "ring_ties"):
        _write_table(
            pd.DataFrame(columns=list(get_published_tables()[name].contract.columns)), name, folder
        )
    record = {"run_id": "20260630-benchmark0", "part": "ordinary", "as_of": "2026-06-30"}
    (folder / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def _write_subjects_and_catalog(cases, folder):
    """Write the subject of every case, and the names of the scenarios and indicators."""
    subjects = cases[["case_id", "subject_kind", "subject_id", "amount_involved"]]
    _write_table(
        subjects.assign(role="subject", record_count=3).sort_values("case_id"),
        "case_subjects",
        folder,
    )
    rows = [(s, f"U{n:02d}") for s in SCENARIOS for n in range(1, 13)]
    catalog = pd.DataFrame(rows, columns=["scenario_id", "indicator_id"]).sort_values(
        ["scenario_id", "indicator_id"]
    )
    contract = get_published_tables()["scenario_catalog"].contract
    for name in set(contract.columns) - set(catalog.columns):
        kind = contract.columns[name].type.name
        catalog[name] = catalog.indicator_id if kind == "string" else None
    catalog = catalog.assign(
        scenario_zh=catalog.scenario_id, level="S", authority="人社", computed=True
    )
    _write_table(catalog, "scenario_catalog", folder)


def measure_receiving(run: Path, folder: Path) -> dict:
    """Measure seconds and memory of receiving, beside pandas reading the same files."""
    _run_desk(folder, "migrate", "-v0")
    began = time.perf_counter()
    _run_desk(folder, "receive", str(run))
    seconds = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    began = time.perf_counter()
    for name in ("cases", "findings", "evidence"):
        pd.read_parquet(run / f"{name}.parquet")
    reading = time.perf_counter() - began
    return {
        "receive, seconds (aim 60)": f"{seconds:.1f}",
        "receive, GB (aim 1)": f"{memory:.2f}",
        "receive / pandas reading the files": f"{seconds / reading:.0f} ×",
    }


def measure_pages(folder: Path, options) -> dict:
    """Measure p50 and p95 in milliseconds of every kind of page with all officers at work."""
    prepare = PREPARE.format(officers=options.officers, password=PASSWORD)
    subprocess.run(
        [sys.executable, "-c", prepare], check=True, env=_build_environment(folder), cwd=ROOT
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "review", "serve", "--port", str(PORT)],
        env=_build_environment(folder),
        cwd=ROOT,
    )
    try:
        _wait_for_desk()
        times_by_kind = defaultdict(list)
        # hashing a password takes a second, so the clock starts when all have signed in
        everybody = Barrier(options.officers)
        with ThreadPoolExecutor(options.officers) as pool:
            work = lambda n: simulate_officer(n, options.seconds, everybody)  # noqa: E731
            for officer_times in pool.map(work, range(options.officers)):
                for kind, times in officer_times.items():
                    times_by_kind[kind] += times
    finally:
        server.terminate()
        server.wait(timeout=30)
    floor = np.percentile(times_by_kind["sign-in page"], 95)
    rows = {
        f"{kind}: p50 / p95 ms (aim 300), × sign-in": "{:.0f} / {:.0f}, {:.1f} ×".format(
            *np.percentile(times, [50, 95]), np.percentile(times, 95) / floor
        )
        for kind, times in sorted(times_by_kind.items())
    }
    return rows | {"pages in all": str(sum(map(len, times_by_kind.values())))}


def measure_processor(folder: Path) -> dict:
    """Measure milliseconds of the processor of every page, asked for one by one."""
    said = subprocess.run(
        [sys.executable, "-c", ONE_BY_ONE.format(orders=ORDERS)],
        check=True,
        env=_build_environment(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return {f"{k}: ms of the processor": str(v) for k, v in json.loads(said.stdout).items()}


def simulate_officer(number: int, seconds: float, everybody: Barrier) -> dict[str, list[float]]:
    """Simulate one officer; return kind of page → milliseconds."""
    chance, jar = random.Random(number), http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    times_by_kind = defaultdict(list)

    def fetch_page(kind, path, form=None):
        data = urllib.parse.urlencode(form).encode() if form else None
        began = time.perf_counter()
        with browser.open(f"http://127.0.0.1:{PORT}{path}", data, timeout=60) as answer:
            page = answer.read().decode()
        times_by_kind[kind].append(1000 * (time.perf_counter() - began))
        return page

    page = fetch_page("sign-in page", "/sign-in/")
    times_by_kind.clear()
    form = {
        "csrfmiddlewaretoken": _find_token(page),
        "username": f"o{number}",
        "password": PASSWORD,
    }
    fetch_page("signing in (hash of the password)", "/sign-in/", form)
    everybody.wait()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        kind = chance.choice(
            [
                "list",
                "list",
                "filter",
                "search",
                "case",
                "case",
                "case",
                "take",
                "queue",
                "calendar",
                "sign-in page",
            ]
        )
        if kind == "list":
            page_number = chance.randint(1, 20)
            order = chance.choice(ORDERS)
            fetch_page("list", f"/cases/?page={page_number}&order={order}")
        elif kind == "filter":
            district, indicator = chance.choice([203, 205, 206, 212]), chance.randint(1, 9)
            fetch_page("filter", f"/cases/?district=330{district}&level=S&indicator=U0{indicator}")
        elif kind == "search":
            fetch_page("search", f"/cases/?q={urllib.parse.quote(chance.choice(WORDS))}")
            fetch_page("search", f"/cases/?q=p{chance.randint(0, 99_999):08d}")
        elif kind == "case":
            fetch_page("case page", f"/cases/C{chance.randint(0, 20_000):016x}/")
        elif kind == "take" and number % 4:
            page = fetch_page("queue", "/")
            fetch_page(
                "take next (and its page)",
                "/cases/next/",
                {"csrfmiddlewaretoken": _find_token(page)},
            )
        elif kind == "queue":
            fetch_page("queue", "/")
        elif kind == "calendar":
            fetch_page("calendar", "/calendar/")
        else:
            began = time.perf_counter()
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/sign-in/").read()
            times_by_kind["sign-in page"].append(1000 * (time.perf_counter() - began))
        time.sleep(chance.uniform(0.5, 1.5) * PAUSE_SECONDS)
    return times_by_kind


def _find_token(page):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def _write_table(frame, name, folder):
    schema = get_published_tables()[name].contract.arrow_schema
    table = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
    pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


def _build_environment(folder):
    variables = {
        "QINGFENG_DESK": str(folder / "desk"),
        "DJANGO_SETTINGS_MODULE": "review.settings",
        "PYTHONPATH": str(ROOT),
    }
    return os.environ | variables


def _run_desk(folder, *arguments):
    subprocess.run(
        [sys.executable, "-m", "review", *arguments],
        check=True,
        env=_build_environment(folder),
        cwd=ROOT,
    )


def _wait_for_desk():
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/sign-in/", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the desk did not start")


def _parse_options():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--officers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    return parser.parse_args()


if __name__ == "__main__":
    main()
