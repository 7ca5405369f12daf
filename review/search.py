"""Full-text search of cases: Chinese by pairs of characters, numbers by their beginning.

Most Chinese words have two characters, so the usual index of three finds none of them. SQLite looks
pairs up with FTS5, PostgreSQL with a GIN index; both check the text afterwards, so that 工伤 and 伤残
do not make 工伤残.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from review.models import Case, CaseText, Finding, Indicator
from review.upsert import upsert

# a run of letters and digits of ASCII, or of any other script
RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
MOST_TOKEN = 64  # characters of a number that count
MOST_TEXT = 2_000  # characters of a case's text; a summary has 150
MOST_RECORDS = 40  # record numbers of a case
BATCH = 2_000  # cases a statement: bounds memory
LOOK_UP = {
    "sqlite": "SELECT rowid FROM review_casetext_grams WHERE review_casetext_grams MATCH %s",
    "postgresql": "SELECT id FROM review_casetext "
    "WHERE array_to_tsvector(string_to_array(grams, ' ')) @@ %s::tsquery",
}


def match_word(word: str) -> Q:
    """Return the condition that a case's text holds a word, in lower case."""
    tokens = list_query_tokens(word)
    texts = CaseText.objects.all()
    if tokens:
        found = RawSQL(LOOK_UP[connection.vendor], [_write_query(tokens)])
        texts = texts.filter(pk__in=found)
    if len(tokens) != 1:
        texts = texts.filter(text__contains=word)
    return Q(pk__in=texts.values("case_id"))


def index_cases(case_ids: Iterable[str]) -> None:
    """Write the texts of some cases; those that say the same already are left alone."""
    ids = list(case_ids)
    for start in range(0, len(ids), BATCH):
        _index_batch(ids[start : start + BATCH])


def split_grams(text: str) -> str:
    """Split a text into the pieces that its index holds, each once.

    A run's last character is a piece too, so that every character begins one.
    """
    grams = {}
    for run in RUN.findall(text):
        if run.isascii():
            grams[run[:MOST_TOKEN]] = None
        else:
            grams.update(dict.fromkeys(run[n : n + 2] for n in range(len(run))))
    return " ".join(grams)


def list_query_tokens(word: str) -> list[tuple[str, bool]]:
    """List the pieces that a word looks up, each with whether it is a beginning alone."""
    tokens = {}
    for run in RUN.findall(word):
        if run.isascii():
            tokens[run[:MOST_TOKEN]] = True
        elif len(run) == 1:
            tokens[run] = True
        else:
            tokens.update(dict.fromkeys((run[n : n + 2] for n in range(len(run) - 1)), False))
    return list(tokens.items())


def _write_query(tokens):
    """Write a query; a piece holds letters and digits alone, so nothing needs escaping."""
    if connection.vendor == "postgresql":
        return " & ".join(f"'{token}'{':*' if begins else ''}" for token, begins in tokens)
    return " AND ".join(f'"{token}"{"*" if begins else ""}' for token, begins in tokens)


def _index_batch(ids):
    words = _collect_words(ids)
    written = dict(CaseText.objects.filter(case__in=ids).values_list("case_id", "text"))
    fields = ("pk", "case_no", "subject_id", "subject_name", "ring_id", "summary_zh")
    rows = []
    for case in Case.objects.filter(pk__in=ids).values(*fields):
        spoken = case["case_no"][-6:].lstrip("0")  # 000123 is said as 123
        parts = [*(case[f] for f in fields), spoken, *words[case["pk"]]]
        text = " ".join(p for p in parts if p).lower()[:MOST_TEXT]
        if written.get(case["pk"]) != text:
            rows.append({"case_id": case["pk"], "text": text, "grams": split_grams(text)})
    upsert(CaseText, rows, key=["case_id"], update=["text", "grams"])


def _collect_words(ids):
    """Collect case → titles of its scenarios and indicators, their ids, and its record numbers."""
    findings = Finding.objects.filter(case__in=ids, is_current=True).order_by("finding_id")
    named, records = defaultdict(dict), defaultdict(dict)
    columns = ("case_id", "scenario_id", "indicator_id", "record_id")
    for case_id, scenario_id, indicator_id, record_id in findings.values_list(*columns):
        named[case_id][scenario_id, indicator_id] = None
        if len(records[case_id]) < MOST_RECORDS:
            records[case_id][record_id[:80]] = None
    titles = _load_titles({key for keys in named.values() for key in keys})
    return defaultdict(
        list,
        {
            case_id: [
                *dict.fromkeys(w for key in keys for w in (key[1], *titles.get(key, ()))),
                *records[case_id],
            ]
            for case_id, keys in named.items()
        },
    )


def _load_titles(keys):
    indicators = Indicator.objects.filter(indicator_id__in={i for _, i in keys})
    return {
        (i.scenario_id, i.indicator_id): (i.title_zh, i.scenario_zh)
        for i in indicators.order_by("run__as_of", "run_id")
    }
