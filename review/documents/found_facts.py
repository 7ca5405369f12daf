"""查明的事实 of a paper: confirmed findings as prose, and the provisions as papers cite them."""

import re

from contracts.provisions import load_provisions
from contracts.verdict_codes import CONFIRMED
from review.documents.bases import clean_law
from review.models import Case
from review.names import write_names

# the articles that say what a breach costs; others say what is forbidden or due
PENAL = (
    "social-insurance-87",
    "social-insurance-88",
    "medical-fund-38",
    "medical-fund-40",
    "medical-fund-41",
    "injury-60",
    "unemployment-28",
)
NATIONAL_LAW = "中华人民共和国"
# a law's name ends with its kind; what follows is the article or a note
LAW_NAME = re.compile(r"^([^《〔（(]*?(?:办法|条例|规定|决定|通知|规范|法))(第.*|[（(].*)?$")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?: 00:00:00)?(?!\d)")
ISO_MONTH = re.compile(r"(?<!\d)(\d{4})-(\d{2})(?![-\d])")


def list_confirmed(content: dict) -> list[dict]:
    """List the findings of a frozen content that a paper may state as fact, numbered anew."""
    confirmed = [f for f in content["findings"] if f["conclusion"] in CONFIRMED]
    return [f | {"n": n} for n, f in enumerate(confirmed, start=1)]


def compose_facts(content: dict) -> list[str]:
    """Compose a paragraph for each confirmed finding: what was seen, and what the check found."""
    found = list_confirmed(content)
    lead = "（{}）" if len(found) > 1 else ""
    return [lead.format(f["n"]) + compose_fact(f) for f in found]


def compose_fact(frozen: dict) -> str:
    """Compose the sentence of a finding."""
    parts = []
    if reason := write_names(write_days(frozen["reason"])).strip("。；"):
        parts.append(reason)
    if account := frozen["account"].strip().strip("。；"):
        parts.append(account if account.startswith("经") else f"经核查，{account}")
    if float(frozen["amount"]):
        parts.append(f"核实金额{float(frozen['amount']):,.2f}元")
    return "。".join(parts) + "。"


def write_days(text: str) -> str:
    """Write the days of a text as papers do: 2026-01-05 → 2026年1月5日, 2026-01 → 2026年1月"""
    text = ISO_DAY.sub(lambda m: f"{m[1]}年{int(m[2])}月{int(m[3])}日", text)
    return ISO_MONTH.sub(lambda m: f"{m[1]}年{int(m[2])}月", text)


def list_laws(content: dict) -> list[str]:
    """List the provisions that the confirmed findings rest on, each once."""
    parts = [p.strip() for f in list_confirmed(content) for p in clean_law(f["law"]).split("；")]
    return list(dict.fromkeys(p for p in parts if p))


def list_penal_laws(laws: list[str]) -> list[str]:
    """List those that say what a breach costs."""
    penal = {load_provisions()[key].name.zh for key in PENAL}
    return [law for law in laws if law in penal]


def cite_laws(laws: list[str]) -> str:
    """Cite provisions: 《中华人民共和国社会保险法》第八十八条、人社部发〔2024〕2号"""
    return "、".join(map(cite_law, laws))


def cite_law(law: str) -> str:
    """Cite a provision: its law's name in book-title marks, a document number as it is."""
    found = LAW_NAME.match(law)
    if not found:
        return law
    name, rest = found[1], found[2] or ""
    is_national = name.endswith("法") and not name.endswith("办法")
    return f"《{NATIONAL_LAW if is_national else ''}{name}》{rest}"


def find_unread_laws(texts: list[str], unread: list[str]) -> list[str]:
    """Find the unread provisions that somebody typed into a paper."""
    typed = _squeeze("".join(texts))
    return [law for law in unread if _squeeze(law) in typed]


def _squeeze(text):
    return re.sub(r"[《》\s]", "", text).replace(NATIONAL_LAW, "")


def name_party(case: Case) -> str:
    """Return how a paper addresses the party: 你, or 你单位."""
    return "你" if case.subject_kind in ("person", "operator") else "你单位"
