"""Elements of SVG; every text is escaped."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from contracts.levels import Level

INK, GREY, PALE, RED, BLUE, AMBER, GREEN = (
    "#1f2933",
    "#5a6672",
    "#e4e7eb",
    "#b42318",
    "#1d4f91",
    "#b54708",
    "#256b2a",
)
LEVEL_INK = {
    Level.HARD: RED,
    Level.STRONG: AMBER,
    Level.UNUSUAL: BLUE,
    Level.CONTROL: GREY,
}


def render_tag(name: str, text: str | None = None, **attributes) -> str:
    """Render an element; `_` in an attribute's name stands for `-`."""
    attribute_text = "".join(
        f' {k.rstrip("_").replace("_", "-")}="{escape(v)}"'
        for k, v in attributes.items()
        if v is not None
    )
    return (
        f"<{name}{attribute_text}>{escape(text)}</{name}>"
        if text is not None
        else f"<{name}{attribute_text}/>"
    )


def render_text(x, y, text, *, size=12, fill=INK, anchor="start", weight=None) -> str:
    return render_tag(
        "text",
        text,
        x=round(x, 1),
        y=round(y, 1),
        font_size=size,
        fill=fill,
        text_anchor=anchor,
        font_weight=weight,
    )


def render_line(x1, y1, x2, y2, *, stroke=GREY, width=1, dash=None) -> str:
    return render_tag(
        "line",
        x1=round(x1, 1),
        y1=round(y1, 1),
        x2=round(x2, 1),
        y2=round(y2, 1),
        stroke=stroke,
        stroke_width=width,
        stroke_dasharray=dash,
    )


def render_link(href: str, inner: str, title: str) -> str:
    return f'<a href="{escape(href)}"><title>{escape(title)}</title>{inner}</a>'


def render_picture(width: int, height: int, parts: list[str], *, title: str) -> SafeString:
    """Render the whole picture, named for screen readers; links in it can be walked through."""
    inner = "".join(parts)
    role = "group" if "<a " in inner else "img"
    return mark_safe(
        f'<svg class="picture" role="{role}" aria-label="{escape(title)}" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{inner}</svg>'
    )
