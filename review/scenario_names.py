"""Names of scenarios as the received runs declare them."""

from contracts.bilingual_text import BilingualText
from review.models import Indicator


def load_scenario_names() -> dict[str, BilingualText]:
    """Return scenario → name, as the newest run that has the scenario declares it."""
    rows = Indicator.objects.order_by("run_id").values_list(
        "scenario_id", "scenario_zh", "scenario_en"
    )
    return {s: BilingualText(zh, en) for s, zh, en in rows.distinct()}
