"""Charts of the dashboard as SVG, drawn on the server and readable in grey."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from review.statistics.rate_intervals import Share

INK, SOFT, GRID, BLUE, AMBER, RED, GREEN = (
    "#1f2933",
    "#52606d",
    "#e4e8ec",
    "#1d4f91",
    "#dd8a1f",
    "#b42318",
    "#2e7d32",
)
# pixels: half of a page of 1,366
WIDTH = 620


def _render_svg(height, title, parts, width=WIDTH) -> SafeString:
    head = (
        f'<svg class="picture" role="img" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" font-size="12" xmlns="http://www.w3.org/2000/svg">'
    )
    return mark_safe(f"{head}<title>{escape(title)}</title>{''.join(parts)}</svg>")


def _render_text(x, y, text, *, anchor="start", colour=INK, size=12, weight="normal"):
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" '
        f'font-size="{size}" font-weight="{weight}">{escape(text)}</text>'
    )


def _render_box(x, y, wide, high, colour):
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(wide, 0):.1f}" '
        f'height="{max(high, 0):.1f}" fill="{colour}"/>'
    )


def _render_line(x1, y1, x2, y2, colour, wide=1.0):
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{colour}" stroke-width="{wide}"/>'
    )


def draw_monthly_columns(
    title: str, labels: list[str], series: list[tuple[str, str, list[float]]]
) -> SafeString:
    """Draw grouped columns by month; series are (name, colour, values)."""
    high, left, bottom, top = 230, 52, 34, 30
    most = round_up(max([v for _, _, values in series for v in values] or [0]))
    plot, step = high - bottom - top, (WIDTH - left - 10) / max(len(labels), 1)
    parts = _draw_grid(most, left, top, plot)
    wide = step * 0.8 / max(len(series), 1)
    for n, label in enumerate(labels):
        x = left + n * step
        parts.append(
            _render_text(
                x + step / 2, high - bottom + 16, label, anchor="middle", colour=SOFT, size=10.5
            )
        )
        for k, (_, colour, values) in enumerate(series):
            tall = plot * values[n] / most
            parts.append(
                _render_box(x + step * 0.1 + k * wide, top + plot - tall, wide - 1, tall, colour)
            )
            if values[n]:
                parts.append(
                    _render_text(
                        x + step * 0.1 + (k + 0.5) * wide - 0.5,
                        top + plot - tall - 3,
                        shorten_number(values[n]),
                        anchor="middle",
                        size=9,
                        colour=SOFT,
                    )
                )
    return _render_svg(high, title, parts + _draw_legend(series, left))


def _draw_grid(most, left, top, plot):
    parts = []
    for n in range(5):
        y = top + plot * (1 - n / 4)
        parts += [
            _render_line(left, y, WIDTH - 10, y, GRID),
            _render_text(
                left - 6, y + 4, shorten_number(most * n / 4), anchor="end", colour=SOFT, size=10.5
            ),
        ]
    return parts


def _draw_legend(series, left):
    parts, x = [], left
    for name, colour, _ in series:
        parts += [_render_box(x, 8, 11, 11, colour), _render_text(x + 16, 18, name, colour=SOFT)]
        x += 30 + 13 * len(name)
    return parts


def draw_rates(title: str, rows: list[tuple[str, Share]]) -> SafeString:
    """Draw a dot and its interval for each row, with the numbers beside."""
    left, right, row_high = 250, 110, 22
    plot, high = WIDTH - left - right, 34 + 22 * max(len(rows), 1)
    parts = []
    for n in range(5):
        x = left + plot * n / 4
        parts += [
            _render_line(x, 20, x, high - 10, GRID),
            _render_text(x, 14, f"{25 * n}%", anchor="middle", colour=SOFT, size=10.5),
        ]
    for n, (name, share) in enumerate(rows):
        y = 34 + n * row_high
        parts.append(_render_text(left - 8, y + 4, _truncate_text(name, 19), anchor="end"))
        if share.value is None:
            continue
        parts.append(
            _render_line(left + plot * share.low, y, left + plot * share.high, y, BLUE, 2.5)
        )
        parts.append(
            f'<circle cx="{left + plot * share.value:.1f}" cy="{y}" r="4.5" fill="{BLUE}"/>'
        )
        parts.append(
            _render_text(
                WIDTH - right + 8,
                y + 4,
                f"{share.value:.0%}（{share.hits}/{share.count}）",
                colour=SOFT,
            )
        )
    return _render_svg(high, title, parts)


def draw_nested_bars(
    title: str, rows: list[tuple[str, float, float]], names: tuple[str, str]
) -> SafeString:
    """Draw two values for each row, the second inside the first."""
    left, right = 150, 120
    plot, high = WIDTH - left - right, 34 + 24 * max(len(rows), 1)
    most = max([first for _, first, _ in rows] or [0]) or 1
    parts = _draw_legend([(names[0], "#b7cbe8", []), (names[1], BLUE, [])], left)
    for n, (name, first, second) in enumerate(rows):
        y = 32 + n * 24
        parts += [
            _render_text(left - 8, y + 12, _truncate_text(name, 11), anchor="end"),
            _render_box(left, y, plot * first / most, 16, "#b7cbe8"),
            _render_box(left, y + 3, plot * min(second, first) / most, 10, BLUE),
            _render_text(
                left + plot * first / most + 6,
                y + 12,
                f"{shorten_number(second)} / {shorten_number(first)}",
                colour=SOFT,
            ),
        ]
    return _render_svg(high, title, parts)


def draw_funnel(title: str, steps: list[tuple[str, int]]) -> SafeString:
    """Draw a bar for each step, with its share of the first."""
    high = 16 + 40 * len(steps)
    most = max(steps[0][1], 1)
    parts = []
    for n, (name, count) in enumerate(steps):
        wide, y = (WIDTH - 300) * count / most, 10 + n * 40
        parts += [
            _render_text(92, y + 19, name, anchor="end"),
            _render_box(104, y, max(wide, 1.5), 28, BLUE if n == 0 else "#4f7fbf"),
            _render_text(104 + wide + 8, y + 19, f"{count:,}　{count / most:.0%}", weight="600"),
        ]
    return _render_svg(high, title, parts)


def round_up(value: float) -> float:
    """Round up to 1, 2, 4, 5, 8 or 10 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 1.0
    return next(step * power for step in (1, 2, 4, 5, 8, 10) if step * power >= value)


def shorten_number(value: float) -> str:
    """Shorten a number to about five characters: 12,345 → 1.2万"""
    for unit, size in (("亿", 1e8), ("万", 1e4)):
        if abs(value) >= size:
            return f"{value / size:.1f}".rstrip("0").rstrip(".") + unit
    return f"{value:,.0f}" if float(value).is_integer() or abs(value) >= 100 else f"{value:.1f}"


def _truncate_text(text, most):
    return text if len(text) <= most else text[: most - 1] + "…"
