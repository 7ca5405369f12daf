"""Template tags of documents and statistics: incidents, rates."""

from django import template
from django.utils import timezone

from review.documents import pdf
from review.documents.chain import list_chain_papers
from review.documents.incidents import assess_incident

register = template.Library()


@register.simple_tag
def incident(case):
    """Return the 要情 prompt of a case, or None."""
    return assess_incident(case, timezone.localdate())


@register.filter
def chain_papers(case):
    """List the papers of the chain that can be issued now."""
    return list_chain_papers(case)


@register.filter
def is_made(kind):
    """Whether the server makes files of a kind: "pdf" needs LibreOffice."""
    return kind == "pdf" and pdf.find_converter() is not None


@register.filter
def share(value):
    """Format a share: 0.834 → 83%; None is a dash."""
    return "—" if value is None else f"{value:.0%}"


@register.filter
def fine_share(value):
    """Format a share that may be far below a hundredth: 0.0034 → 0.34%"""
    return "—" if value is None else f"{value:.2%}"


@register.filter
def interval(rate):
    """Format a rate with its interval: 83%（71%–92%）"""
    return f"{share(rate.value)}（{share(rate.low)}–{share(rate.high)}）"
