"""A served desk in a process of its own, with its database and officers, and chromium on it."""

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tests.free_port import find_free_port
from tests.review.drawn_run import DrawnCase, write_run

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
SCREENSHOTS = os.environ.get(
    "QINGFENG_SCREENSHOTS"
)  # a folder: the pictures of docs/操作手册.md are made there
WIDTH, HEIGHT = 1366, 768
LONGEST_START_SECONDS = 60


def ran(environment, *arguments, folder):
    """What a module says that is run in a process of its own; it must succeed."""
    said = subprocess.run(
        [sys.executable, "-m", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        cwd=folder,
    )
    assert said.returncode == 0, said.stderr[-2000:]
    return said.stdout


@dataclass
class Desk:
    """A served desk: folder, address, name → password."""

    home: Path
    address: str = ""
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        told = {k: v for k, v in os.environ.items() if not k.startswith(("QINGFENG_", "DJANGO_"))}
        return told | {"QINGFENG_DESK": str(self.home), "PYTHONPATH": str(ROOT)}

    def command(self, *arguments: str) -> str:
        """Run a command of the desk; it must succeed."""
        said = subprocess.run(
            [sys.executable, "-m", "review", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            cwd=self.home.parent,
        )
        assert said.returncode == 0, said.stderr[-2000:]
        return said.stdout

    def add(self, login: str, role: str, name: str, *districts: str) -> None:
        """An officer with a random password."""
        scope = [part for d in districts for part in ("--district", d)]
        said = self.command(
            "add_officer", login, "--role", role, "--name", name, "--unit", "基金监督处", *scope
        )
        self.passwords[login] = said.strip().split("\t")[1]


@contextmanager
def served(home: Path):
    """The desk, answering requests until the end of the block."""
    desk = Desk(home)
    home.mkdir(parents=True)
    port = find_free_port()
    desk.address = f"http://127.0.0.1:{port}"
    desk.add("zhuguan", "head", "祝冠", "*")
    desk.add("heli", "checker", "何力", "330203", "330212")
    desk.add("fuhe", "reviewer", "傅荷", "*")
    desk.add("jijian", "discipline", "纪坚", "*")
    desk.add("shenyu", "checker", "沈瑜", "330203", "330212")
    desk.add("guanli", "administrator", "管黎")
    desk.add("shenji", "auditor", "沈冀")
    arguments = [sys.executable, "-m", "review", "serve", "--port", str(port), "--workers", "1"]
    with (home / "served.txt").open("w") as log:
        server = subprocess.Popen(arguments, env=desk.environment, stdout=log, stderr=log)
        try:
            _wait(desk.address, server)
            yield desk
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait(address, server):
    until = time.monotonic() + LONGEST_START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/sign-in/", timeout=5).close()
            return
        except OSError:
            assert server.poll() is None and time.monotonic() < until, "the desk did not start"
            time.sleep(0.2)


def first_night(folder: Path) -> Path:
    """Write a night with a ring, a unit, a control case and a restricted case."""
    cases = [
        _parked("C3f60a1b27c9d4e01", "p00016791", ring="R5e1d", months=2, yuan=53784, severity=98),
        _parked(
            "C8b21c90d5e7f6a02",
            "p00008505",
            ring="R5e1d",
            months=1,
            yuan=44820,
            severity=95,
            level="S",
        ),
        _parked(
            "C1d7e44f0a9b8c703",
            "p00003290",
            ring="R5e1d",
            months=3,
            yuan=20169,
            severity=91,
            level="S",
        ),
        _pharmacy("C6c05d3e2f1a0b904"),
        DrawnCase(
            "C9e8f7a6b5c4d3e05",
            district="330212",
            level="control",
            severity=12,
            list_status="control",
            findings=[],
        ),
    ]
    for n in range(12):
        cases.append(
            _parked(
                f"C{n:015x}f",
                f"p000{20000 + n}",
                months=1 + n % 3,
                yuan=8964 + 2241 * n,
                severity=88 - n,
                level="S",
                district=("330203", "330212")[n % 2],
            )
        )
    run = write_run(folder, cases, run_id="20260630-3f9c2b71d0", as_of=date(2026, 6, 30))
    inner = DrawnCase(
        "C0a9b8c7d6e5f4099",
        authority="纪检",
        subject_kind="operator",
        subject_id="op0417",
        scenario_id="agency_handling",
        findings=[
            (
                "O01",
                "H",
                0,
                {
                    "operator_log": [
                        {"log_id": "l1", "op_id": "op0417", "ts": "2026-05-06T21:14:00"}
                    ]
                },
            )
        ],
        reason="2026-05-06同一账号受理并复核高风险业务1笔，涉及{amount}元",
    )
    write_run(run / "restricted", [inner], run_id="20260630-3f9c2b71d0", part="restricted")
    return run


def next_night(folder: Path, *, closed_changed: bool) -> Path:
    """The night after: the same first case, with another payment behind it if `closed_changed`."""
    again = _parked(
        "C3f60a1b27c9d4e01",
        "p00016791",
        ring="R5e1d",
        months=2,
        yuan=56025 if closed_changed else 53784,
        severity=98,
        payments=3 + closed_changed,
    )
    second = _parked(
        "C8b21c90d5e7f6a02", "p00008505", ring="R5e1d", months=1, yuan=44820, severity=95, level="S"
    )
    name = "20260702-9d1e5a0c44" if closed_changed else "20260701-77b0c1e2f3"
    return write_run(
        folder, [again, second], run_id=name, as_of=date(2026, 7, 2 if closed_changed else 1)
    )


def _parked(
    case_id, person, *, months, yuan, severity, level="H", ring=None, district="330203", payments=3
):
    start = date(2026, 1, 15)
    claim = {
        "claim_id": f"u{person[1:]}",
        "person_id": person,
        "accept_op": "op0293",
        "review_op": "op0318",
    }
    claim |= {
        "claim_date": "2026-01-15",
        "separation_date": "2026-01-10",
        "register_date": "2026-01-13",
        "granted_months": 24,
        "status": "2",
        "phone_hash": "66d5fe6160a9835d",
    }
    paid = [
        {
            "claim_id": claim["claim_id"],
            "benefit_month": f"2026-{2 + n:02d}",
            "paid_date": (start + timedelta(days=30 * (n + 1))).isoformat(),
            "paid_amount": "2241.00",
        }
        for n in range(payments)
    ]
    months_paid = [
        {
            "person_id": person,
            "contrib_month": f"2025-{12 - n:02d}",
            "employer_id": "e00000676",
            "base_amount": "4812.00",
        }
        for n in range(months)
    ]
    tables = {
        "unemployment_claim": [claim],
        "unemployment_payment": paid,
        "contribution_month": months_paid,
    }
    hits = [("U05", level, yuan, tables)]
    if level == "H":
        hits.append(("U11", "S", 2241, {"unemployment_claim": [claim]}))
    return DrawnCase(
        case_id,
        district=district,
        subject_id=person,
        level=level,
        severity=severity,
        ring_id=ring,
        findings=hits,
        reason=f"末次参保仅{months}个月，此前断缴31个月，2026-01-15以“单位解除”申领失业保险金，核定24个月，涉及{{amount}}元；同单位同期9人如此。",
    )


def _pharmacy(case_id):
    rows = [
        {
            "setl_id": f"m{n}",
            "settle_time": f"2026-04-{n + 2:02d}T09:1{n}:00",
            "total_amount": "386.50",
        }
        for n in range(8)
    ]
    return DrawnCase(
        case_id,
        district="330212",
        authority="医保",
        subject_kind="institution",
        subject_id="H33020300417",
        scenario_id="pharmacy_billing",
        severity=93,
        findings=[("P01", "H", 3092, {"claim_header": rows})],
        reason="8个药品追溯码在两家药店重复结算，涉及{amount}元。",
    )
