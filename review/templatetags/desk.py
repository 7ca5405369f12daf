"""Tags of the desk: both languages beside each other, names of codes, money."""

from django import template
from django.utils.translation import get_language

register = template.Library()


def is_english() -> bool:
    return get_language() == "en"


@register.simple_tag
def t(zh, en):
    """The Chinese text, or the English one for those who chose it."""
    return en if is_english() else zh
