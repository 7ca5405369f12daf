"""A map of visits drawn from their coordinates alone: it needs no network."""

from django.utils.safestring import SafeString, mark_safe

from review.charts.svg import BLUE, GREY, RED, render_tag, render_text
from review.models import PlannedVisit

WIDTH, HEIGHT, MARGIN, RADIUS = 720, 420, 30, 5
# a degree of longitude is shorter than one of latitude: cos 30°, the middle of the province
LONGITUDE_SHARE = 0.87


def draw_map(visits: list[PlannedVisit]) -> SafeString | None:
    """Draw visits as numbered dots (red: drawn by chance); None if none has coordinates."""
    placed = [
        (n, v.facts)
        for n, v in enumerate(visits, start=1)
        if v.facts["lon"] is not None and v.facts["lat"] is not None
    ]
    if not placed:
        return None
    east = [f["lon"] * LONGITUDE_SHARE for _, f in placed]
    north = [f["lat"] for _, f in placed]
    span = max(max(east) - min(east), max(north) - min(north)) or 1.0
    scale = min(WIDTH, HEIGHT) - 2 * MARGIN
    parts = []
    for (n, facts), x, y in zip(placed, east, north, strict=True):
        across = MARGIN + (x - min(east)) / span * scale
        down = HEIGHT - MARGIN - (y - min(north)) / span * scale
        ink = RED if facts["source"] == "random" else BLUE
        parts.append(
            render_tag("circle", cx=round(across, 1), cy=round(down, 1), r=RADIUS, fill=ink)
        )
        parts.append(render_text(across + 7, down + 4, str(n), size=11, fill=GREY))
    # every text was escaped by render_text
    return mark_safe(
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" width="{WIDTH}" '
        f'aria-label="检查位置 places of visits">{"".join(parts)}</svg>'
    )
