"""Fairness: visits beside the register, by group, so that a head sees whom a plan leaves out."""

import pandas as pd

from contracts.codes import get_code_name

DIMENSIONS = {
    "district": "district",
    "target_kind": "inspection_target_kind",
    "level": "institution_level",
    "ownership": "ownership",
    "grade": "risk_grade",
}
NAMES = {"target_kind": "kind"}


def count_groups(targets, visits, plan_id: str, visiting: dict[str, str]) -> pd.DataFrame:
    """Count targets and visits by group; rows as declared in `Fairness`.

    `source` and `visited` have no code list; `pairing` names which district visits which.
    """
    rows = []
    for column, codes in DIMENSIONS.items():
        known = targets[column].notna()
        for code in sorted(targets[column][known].unique()):
            name = get_code_name(codes, code)
            rows.append(
                (
                    NAMES.get(column, column),
                    code,
                    name.zh,
                    name.en,
                    *_count(targets, visits, lambda t, c=column, v=code: t[c] == v),
                )
            )
    for code in sorted(visits.source.unique()):
        name = get_code_name("visit_source", code)
        part = visits[visits.source == code]
        counts = (
            0,
            0.0,
            len(part),
            _share(len(part), len(visits)),
            int((code == "random") * len(part)),
        )
        rows.append(("source", code, name.zh, name.en, *counts))
    for times in sorted(targets.visits_this_year.unique()):
        words = (f"本年已检查{times}次", f"visited {times} times this year")
        rows.append(
            (
                "visited",
                str(times),
                *words,
                *_count(targets, visits, lambda t, v=times: t.visits_this_year == v),
            )
        )
    for visited, visitor in sorted(visiting.items()):
        zh, en = (
            f"{get_code_name('district', visitor).zh}查{get_code_name('district', visited).zh}",
            f"{get_code_name('district', visitor).en} visits "
            f"{get_code_name('district', visited).en}",
        )
        part = visits[(visits.district == visited) & (visits.visiting_district == visitor)]
        share = _share(len(part), len(visits))
        rows.append(("pairing", f"{visitor}>{visited}", zh, en, 0, 0.0, len(part), share, 0))
    columns = [
        "dimension",
        "group_code",
        "group_zh",
        "group_en",
        "target_count",
        "target_share",
        "visit_count",
        "visit_share",
        "random_count",
    ]
    return pd.DataFrame(rows, columns=columns).assign(plan_id=plan_id)


def _count(targets, visits, select):
    of_targets, of_visits = targets[select(targets)], visits[select(visits)]
    return (
        len(of_targets),
        _share(len(of_targets), len(targets)),
        len(of_visits),
        _share(len(of_visits), len(visits)),
        int((of_visits.source == "random").sum()),
    )


def _share(part, whole):
    return round(part / whole, 6) if whole else 0.0
