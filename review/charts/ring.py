"""Ring graph: the cases of a group, and what they share between them."""

from collections.abc import Iterable

import networkx
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from contracts.bilingual_text import BilingualText
from contracts.link_kinds import get_link_name
from review.charts.ring_groups import Link, RingGroup
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
from review.models import Case

# room for texts at the sides, and for those above and below a node
WIDTH, HEIGHT, FEW_HEIGHT, MARGIN, TOP = 620, 420, 260, 60, 32
# more than 40 cases overlap; up to 8 fit a low picture
MOST, FEW = 40, 8
SEED, ROUNDS = 1, 120  # of the layout: the same picture each time, settled by then


def draw_ring_group(group: RingGroup, home: str, cases: dict[str, Case]) -> SafeString | None:
    """Draw a group; None if it has fewer than two cases.

    `cases` are those that the officer may see; the others are drawn without a name. At most 40
    cases are drawn, those with most ties and `home` first; those that hang on one tie alone become
    one node with their number.
    """
    if len(group.ties) < 2:
        return None
    shown, collapsed = group.collapse_hubs(home)
    shown = sorted(shown, key=lambda c: c != home)[:MOST]
    drawn_links = [
        link
        for link in group.links
        if link in collapsed or sum(link in group.ties[c] for c in shown) > 1
    ]
    height = FEW_HEIGHT if len(shown) + len(collapsed) <= FEW else HEIGHT
    edges = [(c, link) for c in shown for link in group.ties[c] if link in drawn_links]
    edges += [(("others", link), link) for link in collapsed]
    spots = _lay_out([*shown, *drawn_links], edges, height)
    parts = [_draw_edge(spots[a], spots[link], link[0]) for a, link in edges]
    parts += [_draw_hub(link, spots[link]) for link in drawn_links]
    parts += [_draw_others(link, spots["others", link], n) for link, n in collapsed.items()]
    parts += [_draw_node(c, spots[c], cases.get(c), is_home=c == home) for c in shown]
    title = translate(BilingualText("团伙关联图", "graph of the ring"))
    return render_picture(WIDTH, height, parts, title=title)


def _lay_out(nodes, edges: Iterable[tuple], height):
    """Place nodes by springs, stretched to fill the picture."""
    graph = networkx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(edges)
    found = networkx.spring_layout(graph, seed=SEED, iterations=ROUNDS)
    across = _stretch({node: float(x) for node, (x, _) in found.items()}, MARGIN, WIDTH - MARGIN)
    down = _stretch({node: float(y) for node, (_, y) in found.items()}, TOP, height - TOP)
    return {node: (across[node], down[node]) for node in found}


def _stretch(values, low, high):
    """Move values linearly so that the smallest is at `low` and the largest at `high`."""
    least, span = min(values.values()), max(values.values()) - min(values.values())
    if not span:
        return dict.fromkeys(values, (low + high) / 2)
    return {node: low + (high - low) * (v - least) / span for node, v in values.items()}


def _draw_edge(one, other, kind):
    return _mark_kind(render_line(*one, *other, stroke="#9aa5b1"), kind)


def _draw_hub(link: Link, spot):
    x, y = spot
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
    text = translate(get_link_name(link[0]))
    return _mark_kind(
        box + render_text(x, y - 9, text, size=11, fill="#52606d", anchor="middle"), link[0]
    )


def _draw_others(link: Link, spot, count):
    x, y = spot
    circle = render_tag(
        "circle", cx=round(x, 1), cy=round(y, 1), r=15, fill=PALE, stroke=GREY, stroke_dasharray="3"
    )
    text = render_text(x, y + 4, f"+{count}", size=12, anchor="middle", weight=600)
    return _mark_kind(circle + text, link[0])


def _draw_node(case_id, spot, case, *, is_home):
    x, y = spot
    circle = render_tag(
        "circle",
        cx=round(x, 1),
        cy=round(y, 1),
        r=13 if is_home else 9,
        fill=LEVEL_INK.get(case.level, GREY) if case else PALE,
        stroke=INK if is_home else "#fff",
        stroke_width=2.5 if is_home else 1,
    )
    text = case.subject_id if case else translate(BilingualText("范围外", "out of scope"))
    drawn = circle + render_text(x, y + (26 if is_home else 21), text, size=11, anchor="middle")
    if case is None or is_home:
        return drawn
    return render_link(reverse("case", args=[case_id]), drawn, case.summary_zh)


def _mark_kind(inner, kind):
    """Group elements of a kind of tie, so that the page can hide them."""
    return f'<g data-kind="{escape(kind)}">{inner}</g>'
