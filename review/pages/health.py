"""指标运行情况: how the indicators behaved last night, what to ask the owner of the data first."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contracts.health_states import HealthState
from review.form_fields import get_plain_text
from review.labels import get_code_name
from review.models import IndicatorHealth, Officer
from review.pages.case_filters import find_newest_run
from review.permissions import require_right
from review.scenario_names import load_scenario_names

STATES = [str(state) for state in HealthState]
NEED_ANSWERS = (HealthState.DATA_QUESTION, HealthState.SUSPENDED)


@dataclass(frozen=True)
class DistrictShare:
    """Subjects hit of a district, and of how many."""

    name: str
    hit: int
    subjects: int

    @property
    def share(self) -> float | None:
        return self.hit / self.subjects if self.subjects else None


@require_GET
def show_indicator_health(request):
    """Show the newest run's indicators, data questions first; `?state=` shows one state."""
    require_right(request.user, "health")
    found = list_indicator_health(request.user)
    wanted = get_plain_text(request.GET, "state")
    names = load_scenario_names()
    shown = [
        (h, names.get(h.scenario_id), list_district_shares(h, request.user))
        for h in found
        if wanted not in STATES or h.state == wanted
    ]
    context = {
        "run": find_newest_run(request.user),
        "states": [(s, sum(h.state == s for h in found)) for s in STATES],
        "questions": [row for row in shown if row[0].state == HealthState.DATA_QUESTION],
        "rows": shown,
        "wanted": wanted,
    }
    return render(request, "review/health.html", context)


def list_indicator_health(officer: Officer) -> list[IndicatorHealth]:
    """List the indicators of the newest run that the officer sees, what needs an answer first."""
    found = _select_newest(officer)
    return sorted(
        found, key=lambda h: (STATES.index(h.state), -h.share, h.indicator_id, h.population)
    )


def count_unanswered(officer: Officer) -> dict[str, int]:
    """Count the data questions and the suspended indicators of the newest run."""
    found = _select_newest(officer)
    return {state: found.filter(state=state).count() for state in NEED_ANSWERS}


def list_district_shares(health: IndicatorHealth, officer: Officer) -> list[DistrictShare]:
    """List the officer's districts with hits, the greatest share first."""
    shares = [
        DistrictShare(get_code_name("district", district), hit, subjects)
        for district, (hit, subjects, *_) in health.by_district.items()
        if hit and (officer.sees_whole_city or district in officer.districts)
    ]
    return sorted(shares, key=lambda d: (-(d.share or 0), d.name))


def _select_newest(officer) -> QuerySet[IndicatorHealth]:
    return IndicatorHealth.objects.filter(run=find_newest_run(officer))
