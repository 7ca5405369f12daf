"""Chinese in pictures: a font of the machine that has it, or the English words alone."""

import warnings
from functools import cache

import matplotlib
from matplotlib import font_manager

# shap asks for widgets when a notebook imports it after this module; no notebook draws its bars
warnings.filterwarnings("ignore", message="IProgress not found")
# what Debian, Windows and macOS bring, the best known first
CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",  # the same file under the name of its first face
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
)


@cache
def find_chinese_font() -> str | None:
    """Find a font with Chinese characters on this machine; None if there is none."""
    names = {font.name for font in font_manager.fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in names), None)


def use_chart_style() -> None:
    """Set matplotlib's fonts and lines for pictures with Chinese words, in notebooks too."""
    fonts = [find_chinese_font(), "DejaVu Sans"]
    matplotlib.rcParams.update(
        {
            # by name: a text keeps the fonts with which it was made
            "font.family": [font for font in fonts if font],
            "axes.unicode_minus": False,  # Chinese fonts lack the long minus
            "axes.spines.top": False,
            "axes.spines.right": False,
            "figure.constrained_layout.use": True,  # no label over another
        }
    )


def say(zh: str, en: str, *, between: str = " ") -> str:
    """Join both languages for a picture; English alone where no font has Chinese."""
    return f"{zh}{between}{en}" if find_chinese_font() else en
