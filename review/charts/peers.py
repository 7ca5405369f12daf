"""Peer chart: the value of a finding on one scale with its threshold and its peers' median."""

from django.utils.safestring import SafeString

from contracts.bilingual_text import BilingualText
from review.charts.svg import (
    AMBER,
    BLUE,
    GREY,
    PALE,
    RED,
    render_line,
    render_picture,
    render_tag,
    render_text,
)
from review.labels import translate
from review.measure_words import format_measure
from review.models import Finding, Indicator

WIDTH, HEIGHT, LEFT, RIGHT = 460, 92, 14, 446


def draw_peer_chart(finding: Finding, indicator: Indicator | None) -> SafeString | None:
    """Draw a finding's value beside threshold and median; None if there is nothing to compare.

    `indicator.comparison` says whether the threshold itself is a hit ("≥" or ">").
    """
    marks = _list_marks(finding, indicator.comparison if indicator else "")
    if finding.value is None or len(marks) < 2:
        return None
    place = _build_scale([value for value, *_ in marks])
    parts = [render_line(LEFT, 50, RIGHT, 50, stroke=PALE, width=6)]
    for n, (value, name, ink) in enumerate(sorted(marks, key=lambda m: m[0])):
        x = place(value)
        anchor = "start" if x < 90 else "end" if x > WIDTH - 90 else "middle"
        parts.append(
            render_tag("circle", cx=round(x, 1), cy=50, r=7 if ink == RED else 5, fill=ink)
        )
        y = (30, 76, 16)[n % 3]
        parts.append(
            render_line(x, 43 if y < 50 else 57, x, y + 2 if y < 50 else y - 11, stroke=ink)
        )
        parts.append(
            render_text(
                x, y, f"{name} {format_measure(value, finding.unit)}", fill=ink, anchor=anchor
            )
        )
    if finding.peer_percentile is not None:
        text = BilingualText(
            f"高于或等于同类的 {finding.peer_percentile:.1f}%",
            f"at or beyond {finding.peer_percentile:.1f}% of its peers",
        )
        parts.append(render_text(RIGHT, 90, translate(text), size=11, fill=GREY, anchor="end"))
    return render_picture(
        WIDTH,
        HEIGHT,
        parts,
        title=f"{finding.indicator_id} {translate(BilingualText('与同类比较', 'among its peers'))}",
    )


def _list_marks(finding, comparison):
    marks = [
        (finding.value, translate(BilingualText("本件", "this")), RED),
        (
            finding.threshold,
            f"{translate(BilingualText('阈值', 'threshold'))} {comparison}".strip(),
            AMBER,
        ),
        (finding.peer_median, translate(BilingualText("同类中位", "peers' median")), BLUE),
    ]
    return [(v, n, i) for v, n, i in marks if v is not None]


def _build_scale(values):
    """Return a function value → x, on a square-root scale where one value dwarfs the others."""
    low, high = min(*values, 0), max(*values, 0)
    span = (high - low) or 1
    bend = 0.5 if sorted(map(abs, values))[-1] > 8 * (sorted(map(abs, values))[-2] or 1e-9) else 1
    return lambda v: LEFT + 6 + (RIGHT - LEFT - 12) * ((v - low) / span) ** bend
