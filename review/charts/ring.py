"""Ring graph: cases on a circle, and what they share inside it."""

from math import cos, pi, sin

from django.urls import reverse
from django.utils.safestring import SafeString

from contracts.bilingual_text import BilingualText
from contracts.link_kinds import get_link_name
from review.charts.svg import (
    GREY,
    INK,
    LEVEL_INK,
    PALE,
    render_line,
    render_link,
    render_picture,
    render_tag,
    render_text,
)
from review.labels import translate
from review.models import Case, RingTie

# more than 40 cases overlap on the circle; up to 8 fit a low picture
WIDTH, MOST, FEW = 620, 40, 8


def draw_ring_graph(case: Case, cases: dict[str, Case], ties: list[RingTie]) -> SafeString | None:
    """Draw the cases of a ring with their links; None if there are fewer than two.

    `cases` are those that the officer may see; the others are drawn without a name. At most 40
    cases are drawn, those that share most with `case` first.
    """
    ids = _select_cases(case, ties)
    if len(ids) < 2:
        return None
    ties = [t for t in ties if t.case_id in ids]
    height = 260 if len(ids) <= FEW else 420
    spots = {c: _place_on_circle(n, len(ids), height) for n, c in enumerate(ids)}
    hubs = _place_hubs(ties, spots, height)
    parts = [
        render_line(*spots[t.case_id], *hubs[t.link_kind, t.link_id], stroke="#9aa5b1")
        for t in ties
    ]
    parts += [_draw_hub(key, spot) for key, spot in hubs.items()]
    parts += [
        _draw_node(
            case_id, spots[case_id], cases.get(case_id), is_this=case_id == case.pk, height=height
        )
        for case_id in ids
    ]
    return render_picture(
        WIDTH, height, parts, title=translate(BilingualText("团伙关联图", "graph of the ring"))
    )


def _select_cases(case, ties):
    mine = {(t.link_kind, t.link_id) for t in ties if t.case_id == case.pk}
    shared = {}
    for t in ties:
        shared[t.case_id] = shared.get(t.case_id, 0) + ((t.link_kind, t.link_id) in mine)
    others = sorted((c for c in shared if c != case.pk), key=lambda c: (-shared[c], c))
    return [case.pk, *others][:MOST] if case.pk in shared else []


def _place_on_circle(n, count, height):
    angle = 2 * pi * n / count - pi / 2
    return WIDTH / 2 + 235 * cos(angle), height / 2 + (height / 2 - 40) * sin(angle)


def _place_hubs(ties, spots, height):
    """Place each link at the centre of its cases, moved a little so that two do not coincide."""
    members = {}
    for t in ties:
        members.setdefault((t.link_kind, t.link_id), []).append(spots[t.case_id])
    hubs = {}
    for n, (key, points) in enumerate(sorted(members.items())):
        if len(points) > 1:
            x, y = (sum(p[i] for p in points) / len(points) for i in (0, 1))
            hubs[key] = (x + 16 * cos(n * 2.4), y + 16 * sin(n * 2.4))
        else:
            x, y = points[0]
            hubs[key] = (
                x + (WIDTH / 2 - x) * 0.25 + 12 * cos(n * 2.4),
                y + (height / 2 - y) * 0.25,
            )
    return hubs


def _draw_hub(key, spot):
    x, y = spot
    text = translate(get_link_name(key[0]))
    box = render_tag(
        "rect",
        x=round(x - 5, 1),
        y=round(y - 5, 1),
        width=10,
        height=10,
        fill="#fff",
        stroke=GREY,
        stroke_width=1.5,
    )
    return box + render_text(x, y - 9, text, size=11, fill="#52606d", anchor="middle")


def _draw_node(case_id, spot, case, *, is_this, height):
    x, y = spot
    ink = LEVEL_INK.get(case.level, GREY) if case else PALE
    circle = render_tag(
        "circle",
        cx=round(x, 1),
        cy=round(y, 1),
        r=13 if is_this else 9,
        fill=ink,
        stroke=INK if is_this else "#fff",
        stroke_width=2.5 if is_this else 1,
    )
    outward = "middle" if abs(x - WIDTH / 2) < 60 else "start" if x > WIDTH / 2 else "end"
    dx = {"middle": 0, "start": 14, "end": -14}[outward]
    dy = (-18 if y < height / 2 else 26) if outward == "middle" else 4
    text = case.subject_id if case else translate(BilingualText("范围外", "out of scope"))
    drawn = circle + render_text(x + dx, y + dy, text, size=11, anchor=outward)
    return (
        render_link(reverse("case", args=[case_id]), drawn, case.summary_zh)
        if case and not is_this
        else drawn
    )
