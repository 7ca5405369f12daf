"""A finding among its peers: where its value stands, on one scale with the threshold and the peers' median."""

from django.utils.safestring import SafeString

from contracts.bilingual_text import Text
from review.charts.svg import AMBER, BLUE, GREY, PALE, RED, label, line, picture, tag
from review.labels import said
from review.models import Finding, Indicator
from review.templatetags.desk import plain, unit

WIDTH, HEIGHT, LEFT, RIGHT = 460, 92, 14, 446


def peers_picture(finding: Finding, indicator: Indicator | None) -> SafeString | None:
    """None where there is nothing to compare with. The indicator says whether the threshold itself is a hit ("> 0")."""
    marks = _marks(finding, indicator.comparison if indicator else "")
    if finding.value is None or len(marks) < 2:
        return None
    place = _scale([value for value, *_ in marks])
    parts = [line(LEFT, 50, RIGHT, 50, stroke=PALE, width=6)]
    for n, (value, name, ink) in enumerate(sorted(marks, key=lambda m: m[0])):
        x = place(value)
        anchor = "start" if x < 90 else "end" if x > WIDTH - 90 else "middle"
        parts.append(tag("circle", cx=round(x, 1), cy=50, r=7 if ink == RED else 5, fill=ink))
        y = (30, 76, 16)[n % 3]
        parts.append(line(x, 43 if y < 50 else 57, x, y + 2 if y < 50 else y - 11, stroke=ink))
        parts.append(label(x, y, f"{name} {plain(value)}{unit(finding.unit)}", fill=ink, anchor=anchor))
    if finding.peer_percentile is not None:
        text = Text(
            f"高于或等于同类的 {finding.peer_percentile:.1f}%",
            f"at or beyond {finding.peer_percentile:.1f}% of its peers",
        )
        parts.append(label(RIGHT, 90, said(text), size=11, fill=GREY, anchor="end"))
    return picture(
        WIDTH, HEIGHT, parts, title=f"{finding.indicator_id} {said(Text('与同类比较', 'among its peers'))}"
    )


def _marks(finding, comparison):
    found = [
        (finding.value, said(Text("本件", "this")), RED),
        (finding.threshold, f"{said(Text('阈值', 'threshold'))} {comparison}".strip(), AMBER),
        (finding.peer_median, said(Text("同类中位", "peers' median")), BLUE),
    ]
    return [(v, n, i) for v, n, i in found if v is not None]


def _scale(values):
    """Value → x; stretched by the root where one value dwarfs the others, so that none hides behind another."""
    low, high = min(*values, 0), max(*values, 0)
    span = (high - low) or 1
    bend = 0.5 if sorted(map(abs, values))[-1] > 8 * (sorted(map(abs, values))[-2] or 1e-9) else 1
    return lambda v: LEFT + 6 + (RIGHT - LEFT - 12) * ((v - low) / span) ** bend
