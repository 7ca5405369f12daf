"""The dashboard and the monthly table."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contracts.codes import code_name
from review import audit
from review.labels import is_english
from review.models.officer import DISCIPLINE
from review.permissions import permit
from review.statistics import charts as pictures
from review.statistics.figures import by, figures, hit_rates, missed, months_back, within
from review.statistics.forms import Asked, usual
from review.statistics.frozen_periods import facts_of
from review.statistics.monthly_workbook import COLUMNS, Frozen, due_day, monthly_book

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_RULES = 30


@require_GET
def statistics(request: HttpRequest) -> HttpResponse:
    """Charts and figures of a period as of a day."""
    permit(request.user, "statistics")
    form = _asked(request)
    if not form.is_valid():
        return render(request, "review/statistics/statistics.html", {"form": form}, status=400)
    asked = form.cleaned_data
    frozen = _frozen(request.user, asked)
    told = figures(frozen.facts, asked["first"], asked["last"])
    shown = {
        "form": form,
        "frozen": frozen,
        "figures": told,
        "pictures": _pictures(frozen.facts, told, asked),
        "rows": _rows(told),
        "rules": list(hit_rates(frozen.facts).items()),
        "models": list(hit_rates(frozen.facts, of_models=True).items()),
        "missed": list(missed(frozen.facts).items()),
        "due_day": due_day(asked["last"]),
    }
    return render(request, "review/statistics/statistics.html", shown)


@require_GET
def monthly(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    permit(request.user, "statistics")
    form = _asked(request)
    if not form.is_valid():
        return render(request, "review/statistics/statistics.html", {"form": form}, status=400)
    asked = form.cleaned_data
    frozen = _frozen(request.user, asked)
    content = monthly_book(frozen, asked["first"], asked["last"])
    audit.record(
        request.user,
        "export",
        "monthly",
        address=request.META.get("REMOTE_ADDR", ""),
        frozen_on=asked["frozen_on"].isoformat(),
        facts=frozen.digest,
    )
    response = HttpResponse(content, content_type=XLSX)
    name = f"基金监督月报-{asked['first']}-{asked['last']}.xlsx"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _asked(request):
    given = request.GET if request.GET else usual(timezone.localdate())
    return Asked(given, officer=request.user)


def _frozen(officer, asked) -> Frozen:
    """The facts within the officer's sight."""
    facts, digest = facts_of(asked["frozen_on"], restricted=officer.role == DISCIPLINE)
    districts = None if officer.sees_whole_city else officer.districts
    authority = asked["authority"]
    if asked["district"]:
        districts = [asked["district"]]
    # the restricted list has one authority, 纪检, and nobody else sees it
    authority = "" if officer.role == DISCIPLINE else officer.authority or authority
    return Frozen(
        within(facts, districts=districts, authority=authority), digest, _scope(districts, authority)
    )


def _scope(districts, authority):
    names = "全市" if districts is None else "、".join(code_name("district", d).zh for d in districts)
    return f"{names}{f'（{authority}）' if authority else ''}"


def _rows(told):
    return [(title, value(told), form) for title, value, form in COLUMNS]


def _pictures(facts, told, asked):
    """Titles with their charts."""
    english = is_english()
    spans = months_back(asked["last"], 12)
    monthly_figures = [figures(facts, first, last) for first, last in spans]
    labels = [f"{first:%y-%m}" for first, _ in spans]
    t = _words(english)
    places = by(facts, lambda r: (r.district,), asked["first"], asked["last"])
    rules = sorted(hit_rates(facts).items(), key=lambda pair: -pair[1].count)[:MOST_RULES]
    return [
        (t["funnel"], pictures.funnel(t["funnel"], _steps(told, t))),
        (
            t["months"],
            pictures.months(
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
            pictures.months(
                t["money"],
                labels,
                [
                    (t["confirmed_yuan"], pictures.AMBER, [float(m.confirmed_yuan) for m in monthly_figures]),
                    (t["recovered"], pictures.GREEN, [float(m.recovered) for m in monthly_figures]),
                ],
            ),
        ),
        (
            t["districts"],
            pictures.bars(
                t["districts"],
                [
                    (
                        code_name("district", key[0]).en if english else code_name("district", key[0]).zh,
                        f.findings,
                        f.checked,
                    )
                    for key, f in places.items()
                ],
                (t["issued"], t["checked"]),
            ),
        ),
        (t["rates"], pictures.rates(t["rates"], [(f"{key[1]} {key[2]}", share) for key, share in rules])),
    ]


def _steps(told, t):
    return [(t["issued"], told.findings), (t["checked"], told.checked), (t["confirmed"], told.confirmed)]


def _words(english):
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
