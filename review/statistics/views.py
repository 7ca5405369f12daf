"""Dashboard and monthly table."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contracts.codes import get_code_name
from review import audit
from review.labels import is_english
from review.models.officer import DISCIPLINE
from review.permissions import require_right
from review.statistics import charts as pictures
from review.statistics.figures import (
    compute_figures,
    compute_figures_by,
    compute_hit_rates,
    estimate_missed,
    list_last_months,
    restrict_facts,
)
from review.statistics.forms import StatisticsForm, get_default_query
from review.statistics.frozen_periods import load_frozen_facts
from review.statistics.monthly_workbook import (
    COLUMNS,
    FrozenFacts,
    compute_due_day,
    write_monthly_workbook,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# rows of the rate chart that fit on a screen; the table below it has all
MOST_RULES = 30


@require_GET
def show_statistics(request: HttpRequest) -> HttpResponse:
    """Show charts and figures of a period as of a day."""
    require_right(request.user, "statistics")
    form = _build_form(request)
    if not form.is_valid():
        return render(request, "review/statistics/statistics.html", {"form": form}, status=400)
    query = form.cleaned_data
    frozen = _load_visible_facts(request.user, query)
    period_figures = compute_figures(frozen.facts, query["first"], query["last"])
    context = {
        "form": form,
        "frozen": frozen,
        "figures": period_figures,
        "pictures": _draw_charts(frozen.facts, period_figures, query),
        "rows": _list_rows(period_figures),
        "rules": list(compute_hit_rates(frozen.facts).items()),
        "models": list(compute_hit_rates(frozen.facts, of_models=True).items()),
        "missed": list(estimate_missed(frozen.facts).items()),
        "due_day": compute_due_day(query["last"]),
    }
    return render(request, "review/statistics/statistics.html", context)


@require_GET
def download_monthly_workbook(request: HttpRequest) -> HttpResponse:
    """Return the same figures as a workbook."""
    require_right(request.user, "statistics")
    form = _build_form(request)
    if not form.is_valid():
        return render(request, "review/statistics/statistics.html", {"form": form}, status=400)
    query = form.cleaned_data
    frozen = _load_visible_facts(request.user, query)
    content = write_monthly_workbook(frozen, query["first"], query["last"])
    audit.record(
        request.user,
        "export",
        "monthly",
        address=request.META.get("REMOTE_ADDR", ""),
        frozen_on=query["frozen_on"].isoformat(),
        facts=frozen.digest,
    )
    response = HttpResponse(content, content_type=XLSX)
    name = f"基金监督月报-{query['first']}-{query['last']}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _build_form(request):
    data = request.GET if request.GET else get_default_query(timezone.localdate())
    return StatisticsForm(data, officer=request.user)


def _load_visible_facts(officer, query) -> FrozenFacts:
    """Load the facts visible to the officer."""
    facts, digest = load_frozen_facts(query["frozen_on"], restricted=officer.role == DISCIPLINE)
    districts = None if officer.sees_whole_city else officer.districts
    authority = query["authority"]
    if query["district"]:
        districts = [query["district"]]
    # the restricted list has one authority, 纪检, and nobody else sees it
    authority = "" if officer.role == DISCIPLINE else officer.authority or authority
    return FrozenFacts(
        restrict_facts(facts, districts=districts, authority=authority),
        digest,
        _describe_scope(districts, authority),
    )


def _describe_scope(districts, authority):
    names = (
        "全市"
        if districts is None
        else "、".join(get_code_name("district", d).zh for d in districts)
    )
    return f"{names}{f'（{authority}）' if authority else ''}"


def _list_rows(period_figures):
    return [(title, value(period_figures), form) for title, value, form in COLUMNS]


def _draw_charts(facts, period_figures, query):
    """Draw the charts; returns (title, chart)."""
    english = is_english()
    spans = list_last_months(query["last"], 12)
    monthly_figures = [compute_figures(facts, first, last) for first, last in spans]
    labels = [f"{first:%y-%m}" for first, _ in spans]
    t = _get_labels(english)
    places = compute_figures_by(facts, lambda r: (r.district,), query["first"], query["last"])
    rules = sorted(compute_hit_rates(facts).items(), key=lambda pair: -pair[1].count)[:MOST_RULES]
    return [
        (t["funnel"], pictures.draw_funnel(t["funnel"], _list_funnel_steps(period_figures, t))),
        (
            t["months"],
            pictures.draw_monthly_columns(
                t["months"],
                labels,
                [
                    (t["issued"], "#b7cbe8", [m.findings for m in monthly_figures]),
                    (t["checked"], pictures.BLUE, [m.checked for m in monthly_figures]),
                    (t["confirmed"], pictures.AMBER, [m.confirmed for m in monthly_figures]),
                ],
            ),
        ),
        (
            t["money"],
            pictures.draw_monthly_columns(
                t["money"],
                labels,
                [
                    (
                        t["confirmed_yuan"],
                        pictures.AMBER,
                        [float(m.confirmed_yuan) for m in monthly_figures],
                    ),
                    (t["recovered"], pictures.GREEN, [float(m.recovered) for m in monthly_figures]),
                ],
            ),
        ),
        (
            t["districts"],
            pictures.draw_nested_bars(
                t["districts"],
                [
                    (
                        get_code_name("district", key[0]).en
                        if english
                        else get_code_name("district", key[0]).zh,
                        f.findings,
                        f.checked,
                    )
                    for key, f in places.items()
                ],
                (t["issued"], t["checked"]),
            ),
        ),
        (
            t["rates"],
            pictures.draw_rates(
                t["rates"], [(f"{key[1]} {key[2]}", share) for key, share in rules]
            ),
        ),
    ]


def _list_funnel_steps(period_figures, t):
    return [
        (t["issued"], period_figures.findings),
        (t["checked"], period_figures.checked),
        (t["confirmed"], period_figures.confirmed),
    ]


def _get_labels(english):
    zh = {
        "funnel": "下发—核查—核实（条）",
        "months": "近十二个月疑点（条）",
        "money": "近十二个月金额（元）",
        "districts": "各属地下发与核查（条）",
        "rates": "规则属实率及95%区间",
        "issued": "下发",
        "checked": "已核查",
        "confirmed": "核实",
        "confirmed_yuan": "核实金额",
        "recovered": "已追回",
    }
    en = {
        "funnel": "issued, checked, confirmed",
        "months": "findings, twelve months",
        "money": "yuan, twelve months",
        "districts": "issued and checked by district",
        "rates": "share found true per rule, 95% interval",
        "issued": "issued",
        "checked": "checked",
        "confirmed": "confirmed",
        "confirmed_yuan": "confirmed",
        "recovered": "recovered",
    }
    return en if english else zh
