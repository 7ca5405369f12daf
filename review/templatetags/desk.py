"""Template tags of the desk: languages, names of codes, money, days."""

from decimal import Decimal

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from contracts.bilingual_text import BilingualText
from contracts.health_states import HEALTH_NAMES
from contracts.levels import LEVEL_NAMES
from review import labels
from review.fact_words import describe_facts
from review.measure_words import format_measure
from review.pages.case_orders import turn_order
from review.scenario_names import load_scenario_names

register = template.Library()


@register.simple_tag
def t(zh, en):
    """Return the Chinese text, or the English one for officers who chose it."""
    return en if labels.is_english() else zh


@register.filter
def yuan(amount):
    """Format a sum: 12345.6 → 12,345.60"""
    return "" if amount is None else f"{Decimal(amount):,.2f}"


@register.filter
def named(value, list_name):
    """Return the name of a code."""
    return labels.get_code_name(list_name, value)


LABELS = {
    "levels": LEVEL_NAMES,
    "list_status": labels.LIST_STATUS,
    "health": HEALTH_NAMES,
    "stages": labels.STAGES,
    "orders": labels.ORDERS,
    "todo": labels.TODO,
    "notices": labels.NOTICES,
    "roles": labels.ROLES,
    "actions": labels.ACTIONS,
    "help": labels.HELP,
}


@register.filter
def word(value, table):
    """Return the label of a value (`case.level|word:"levels"`), or the value itself."""
    text = LABELS[table].get(value)
    return labels.translate(text) if text else value


@register.filter
def measure(value, unit):
    """Format a value with its unit, as sentences spell it: 6.7%"""
    return format_measure(value, unit)


@register.filter
def lines(text):
    """Split a text at its semicolons."""
    return [part.strip() for part in str(text or "").replace("；", ";").split(";") if part.strip()]


@register.filter
def commas(text):
    """Split a text at its commas."""
    return text.split(",")


@register.filter
def is_late(day):
    """Whether the day has passed."""
    return bool(day) and day < timezone.localdate()


@register.filter
def hour(moment):
    """Format a time in China: 2026-11-25 09:30"""
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


@register.filter
def day(value):
    """Format a day: 2026-11-25"""
    return f"{value:%Y-%m-%d}" if value else ""


@register.filter
def own(item, name):
    """Return a field in the officer's language: `finding|own:"reason"`."""
    return getattr(item, f"{name}_en" if labels.is_english() else _find_zh_field(item, name))


@register.filter
def get(mapping, key):
    """Look a key up; None if there is none."""
    return mapping.get(key)


@register.filter
def proposal_in_words(proposal):
    """Say what a proposal would do."""
    return describe_facts(proposal.fields)


@register.filter
def facts_in_words(record):
    """Say what an event of a case did: amounts, days, from whom to whom."""
    return describe_facts(record.facts)


@register.filter
def detail_in_words(entry):
    """Say what an entry of the log records."""
    return describe_facts(entry.detail)


def _find_zh_field(item, name):
    return f"{name}_zh" if hasattr(item, f"{name}_zh") else name


@register.simple_tag(takes_context=True)
def scenario_names(context, case):
    """Name the scenarios of a case; a request reads the catalogue once for all its rows."""
    names = _load_names(context)
    found = dict.fromkeys(names[m] for m in case.marks.strip("|").split("|") if m in names)
    return "、".join(labels.translate(name) for name in found)


@register.simple_tag(takes_context=True)
def scenario_name(context, scenario_id):
    """Name a scenario; a case without one is a control case."""
    names = _load_names(context)
    control = BilingualText("随机对照", "control")
    return labels.translate(names.get(scenario_id, control))


def _load_names(context):
    request = context["request"]
    if not hasattr(request, "scenario_names"):
        request.scenario_names = load_scenario_names()
    return request.scenario_names


@register.simple_tag(takes_context=True)
def heading(context, column, zh, en, style=""):
    """Return a heading cell; on the list it sorts by its column, and the other way when pressed again."""
    text = labels.translate(BilingualText(zh, en))
    if "listing" not in context:
        return format_html('<th class="{}" scope="col">{}</th>', style, text)
    order, parameters = context["listing"].order, context["request"].GET.copy()
    parameters.pop("page", None)
    parameters["order"] = turn_order(order, column)
    is_sorted = order.removeprefix("-") == column
    mark = "" if not is_sorted else " ↑" if order.startswith("-") else " ↓"
    return format_html(
        '<th class="{}" scope="col"{}><a href="?{}">{}{}</a></th>',
        style,
        mark_safe(' aria-sort="other"') if is_sorted else "",
        parameters.urlencode(),
        text,
        mark,
    )


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """Return the query string with some parameters changed; None removes one."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = value
    return parameters.urlencode()
