"""Timeline: the dated facts of the evidence on one axis, a lane for each table."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.safestring import SafeString

from contracts.bilingual_text import BilingualText
from review.charts.svg import (
    BLUE,
    GREY,
    INK,
    PALE,
    RED,
    render_line,
    render_picture,
    render_tag,
    render_text,
)
from review.labels import translate

WIDTH, LEFT, RIGHT, LANE = 860, 140, 840, 26
# what a finding touches, with what came shortly before and after it
CLOSE_DAYS, YEAR_DAYS = 92, 366
NARROWEST_DAYS = 31  # of an axis: a day alone has no scale
MOST_FACTS = 120  # dots of a lane; more are no longer told apart


@dataclass(frozen=True)
class TimelineView:
    """A part of the time: its key and name, the picture, and how many days it leaves out."""

    key: str
    name: BilingualText
    picture: SafeString
    left_out: int


def draw_timelines(
    lanes: dict[str, list[tuple[date, str]]], spans: list[tuple[date, date]]
) -> list[TimelineView]:
    """Draw dated facts (`lanes`: name → (day, text)) near the findings, a year around them, all.

    `spans` are the periods of the findings, drawn as shaded bars. A view that leaves out nothing is
    the last; there is none if there are fewer than two days.
    """
    days = [d for facts in lanes.values() for d, _ in facts] + [d for span in spans for d in span]
    if len(set(days)) < 2:
        return []
    views = []
    for key, name, margin in (
        ("near", BilingualText("疑点期间", "the findings"), CLOSE_DAYS),
        ("year", BilingualText("前后一年", "a year around"), YEAR_DAYS),
        ("all", BilingualText("全部", "all"), None),
    ):
        first, last = _choose_window(days, spans, margin)
        left_out = sum(not first <= d <= last for facts in lanes.values() for d, _ in facts)
        views.append(TimelineView(key, name, _draw(lanes, spans, first, last), left_out))
        if not left_out:
            break
    return views


def _choose_window(days, spans, margin):
    """Choose first and last day: around the findings' periods, never beyond what there is."""
    first, last = min(days), max(days)
    if margin is not None and spans:
        first = max(first, _shift(min(a for a, _ in spans), -margin))
        last = min(last, _shift(max(b for _, b in spans), margin))
    return first, max(last, _shift(first, NARROWEST_DAYS))


def _shift(day, days):
    """Move a day; one at an end of the calendar, such as 9999-12-31 for "open", stays there."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return day


def _draw(lanes, spans, first, last):
    shown = {
        name: [(d, text) for d, text in facts if first <= d <= last][:MOST_FACTS]
        for name, facts in lanes.items()
    }
    lanes = {name: facts for name, facts in shown.items() if facts}
    height = LANE * len(lanes) + 46

    def place(day):
        inside = min(max(day, first), last)
        return LEFT + (RIGHT - LEFT) * (inside - first).days / ((last - first).days or 1)

    parts = [
        render_tag(
            "rect",
            x=round(place(a), 1),
            y=8,
            width=round(max(place(b) - place(a), 2), 1),
            height=height - 38,
            fill=RED,
            fill_opacity=0.07,
        )
        for a, b in spans
    ]
    parts += [
        p
        for x, text in _place_ticks(first, last, place)
        for p in (
            render_line(x, 8, x, height - 28, stroke=PALE),
            render_text(x, height - 12, text, size=11, fill=GREY, anchor="middle"),
        )
    ]
    for n, (name, facts) in enumerate(lanes.items()):
        y = 20 + n * LANE
        parts += [
            render_line(LEFT, y, RIGHT, y, stroke=PALE),
            render_text(LEFT - 8, y + 4, name, anchor="end", fill=INK),
        ]
        parts += [_draw_dot(place(day), y, f"{day} {what}") for day, what in facts]
    return render_picture(
        WIDTH,
        height,
        parts,
        title=translate(BilingualText("证据时间线", "timeline of the evidence")),
    )


def _draw_dot(x, y, text):
    dot = render_tag("circle", cx=round(x, 1), cy=y, r=5, fill=BLUE, fill_opacity=0.75)
    return f"<g>{render_tag('title', text)}{dot}</g>"


def _place_ticks(first, last, place):
    """Choose ticks a month, a quarter, a year or more apart, at most eight."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next(s for s in (1, 3, 6, 12, 24, 60, 120, 1200, 24_000) if months / s <= 8)
    ticks = []
    for n in range(months + 1):
        year, month = divmod(first.year * 12 + first.month - 1 + n, 12)
        if (year * 12 + month) % step == 0:
            day = date(year, month + 1, 1)
            if first <= day <= last:
                ticks.append((place(day), f"{day:%Y-%m}" if step < 12 else f"{day:%Y}"))
    return ticks or [(place(first), f"{first:%Y-%m-%d}"), (place(last), f"{last:%Y-%m-%d}")]
