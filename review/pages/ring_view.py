"""团伙: the groups of a ring beside the case page's picture, as tables."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from contracts.bilingual_text import BilingualText
from contracts.link_kinds import get_link_name
from review.charts.ring import draw_ring_group
from review.charts.ring_groups import RingGroup, split_ring
from review.labels import translate
from review.models import Case, Officer, Ring
from review.permissions import list_visible_cases

MOST_ROWS = 200  # of a group's table; the list shows the whole ring


@dataclass(frozen=True)
class GroupView:
    """A group as it is shown: what ties it in words, its yuan, picture and table of cases.

    `rows` are (case or None if out of scope, its ties in words); `hidden` is the number of rows
    left out.
    """

    count: int
    ties: str
    yuan: Decimal
    picture: SafeString | None
    rows: list[tuple[Case | None, str]]
    hidden: int


def build_ring_context(viewed_case: Case, officer: Officer) -> dict:
    """Build the template context of a case's ring; `ring` is None if it has none."""
    ring = Ring.objects.filter(pk=viewed_case.ring_id or None).first()
    if ring is None:
        return {"ring": None}
    ties = list(ring.ties.all())
    visible = list_visible_cases(officer).filter(pk__in={t.case_id for t in ties})
    seen = {c.pk: c for c in visible.defer("summary_en")}
    groups = split_ring(ties, viewed_case.pk)
    return {
        "ring": ring,
        "groups": [_build_group(g, viewed_case, seen) for g in groups if len(g.ties) > 1],
        "single_count": sum(len(g.ties) == 1 for g in groups),
        "kinds": [(k, translate(get_link_name(k))) for k in sorted({t.link_kind for t in ties})],
    }


def _build_group(group: RingGroup, viewed_case, seen) -> GroupView:
    ids = sorted(group.case_ids, key=lambda c: (c != viewed_case.pk, c not in seen))
    rows = [(seen.get(c), _name_ties(group, c)) for c in ids]
    return GroupView(
        len(ids),
        _name_kinds(group.kinds),
        sum((seen[c].amount_in_question for c in ids if c in seen), Decimal(0)),
        draw_ring_group(group, viewed_case.pk, seen),
        rows[:MOST_ROWS],
        max(len(rows) - MOST_ROWS, 0),
    )


def _name_kinds(kinds: Counter) -> str:
    parts = (f"{translate(get_link_name(k))} {n}" for k, n in kinds.most_common())
    return translate(BilingualText("、", ", ")).join(parts)


def _name_ties(group, case_id):
    shared = group.links
    held = Counter(kind for kind, link in group.ties[case_id] if (kind, link) in shared)
    return _name_kinds(held)
