"""案件页: everything about one case, and the steps that can be taken."""

from collections import defaultdict

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from contracts.bilingual_text import BilingualText
from contracts.verdict_codes import CONFIRMED
from review import actions, audit, identity_access, transitions
from review.actions.close import list_closing_obstacles
from review.case_findings import (
    list_case_findings,
    list_evidence_sources,
    sum_by_record,
    sum_confirmed,
)
from review.charts.peers import draw_peer_chart
from review.charts.timeline import draw_timelines
from review.errors import NotAllowed, Refusal
from review.form_fields import build_textarea_field, get_first_error, get_plain_text
from review.labels import translate
from review.models import Case, Indicator
from review.models.finding import BY_LEVEL
from review.models.officer import DISCIPLINE
from review.notices import mark_read
from review.pages.auth import get_client_address
from review.pages.case_actions import STEPS, can_answer, list_available_steps
from review.pages.queue import get_visible_case
from review.pages.referrals import (
    DecideAppealForm,
    DecideProposalForm,
    DecideReferralForm,
    OutcomeForm,
    SendReferralForm,
)
from review.pages.ring_view import build_ring_context
from review.pages.source_rows import (
    MOST_ROWS,
    build_source_table,
    build_source_tables,
    collect_dated_facts,
    collect_source_rows,
    load_latest_evidence,
)
from review.permissions import has_right, is_recused, list_visible_cases, require_right


class UnmaskForm(forms.Form):
    """Reason for showing a full identity."""

    reason = build_textarea_field(
        "查看理由（将记录）", "Reason (is logged)", most=400, min_length=4
    )


# a screen of them; the print holds all
MOST_SUBJECTS = 20
# rows of a page that holds one source table alone
ROWS_PAGE_SIZE = 100


@require_GET
def show_case(request, case_id):
    """Show a case; the view is logged."""
    viewed_case = get_visible_case(request, case_id)
    audit.record(request.user, "view", viewed_case.pk, address=get_client_address(request))
    mark_read(request.user, viewed_case)
    return render_case(request, viewed_case)


def render_case(request, viewed_case: Case, filled: dict | None = None):
    """Render the page of a case.

    `filled` holds forms that were refused, by (what, name or id): they keep what was typed, with
    the error at its field.
    """
    officer, filled = request.user, filled or {}
    shows_all = "all" in request.GET  # every row, for the print
    findings = list(list_case_findings(viewed_case).order_by(BY_LEVEL, "-amount_involved"))
    indicators = [_find_indicator(f) for f in findings]
    pieces = load_latest_evidence(viewed_case)
    context = {
        "case": viewed_case,
        "findings": [
            (f, i, draw_peer_chart(f, i)) for f, i in zip(findings, indicators, strict=True)
        ],
        "records": sum_by_record(findings) if viewed_case.conclusion in CONFIRMED else (),
        # findings of cases merged into this one are not part of its credence
        "sources": list_evidence_sources(f for f in findings if f.case_id == viewed_case.pk),
        "titles": {f.pk: i for f, i in zip(findings, indicators, strict=True) if i},
        "carrier": list_visible_cases(officer).filter(pk=viewed_case.carried_by).first(),
        "records_total": sum_confirmed(findings),
        "proposals": [
            (p, filled.get(("proposal", p.pk)) or _choose_proposal_form(p, officer))
            for p in viewed_case.proposals.select_related("proposed_by", "decided_by")
        ],
        "earlier": viewed_case.findings.filter(is_current=False),
        "timelines": draw_timelines(
            collect_dated_facts(list(pieces.values())), _list_periods(findings)
        ),
        "tables": build_source_tables(
            list(pieces.values()), officer, most=None if shows_all else MOST_ROWS
        ),
        "shows_all": shows_all,
        "steps": [
            (s, filled.get(("step", s.name)) or s.form(case=viewed_case, officer=officer))
            for s in list_available_steps(viewed_case, officer)
        ],
        "is_refused": bool(filled),
        "can_answer": can_answer(viewed_case, officer),
        "is_recused": is_recused(officer, viewed_case),
        "missing": list_closing_obstacles(viewed_case)
        if viewed_case.state in transitions.TRANSITIONS["close"]
        else (),
        "events": viewed_case.events.select_related("by").order_by("-id"),
        "notes": viewed_case.notes.select_related("by"),
        "verdicts": viewed_case.verdicts.select_related("by", "finding").order_by("-id"),
        "referrals": [
            (r, _keep_filled(_choose_referral_form(r, officer), filled.get(("referral", r.pk))))
            for r in viewed_case.referrals.all()
        ],
        "appeals": [
            (
                a,
                (filled.get(("appeal", a.pk)) or DecideAppealForm())
                if not a.outcome and has_right(officer, "decide_appeal")
                else None,
            )
            for a in viewed_case.appeals.all()
        ],
        "unmask_form": UnmaskForm() if has_right(officer, "unmask") else None,
        "identity": identity_access.mask_identity(viewed_case),
        "related": _list_related_cases(viewed_case, officer),
        **_build_subjects_context(viewed_case, officer, shows_all),
        **build_ring_context(viewed_case, officer),
    }
    return render(request, "review/case.html", context)


def _keep_filled(step_and_form, filled_form):
    return (step_and_form[0], filled_form) if step_and_form and filled_form else step_and_form


def _build_subjects_context(viewed_case, officer, shows_all):
    """List whom the evidence names, each with their other cases, and the totals of all.

    Operators are shown to discipline alone.
    """
    named = viewed_case.subjects.all()
    named = named if officer.role == DISCIPLINE else named.exclude(subject_kind="operator")
    shown = list(named if shows_all else named[:MOST_SUBJECTS])
    total = named.aggregate(
        count=Count("pk"), yuan=Sum("amount_involved"), rows=Sum("record_count")
    )
    others = defaultdict(list)
    ids = {s.subject_id for s in shown}
    for case in list_visible_cases(officer).filter(subject_id__in=ids).exclude(pk=viewed_case.pk):
        others[case.subject_kind, case.subject_id].append(case)
    rows = [(s, others[s.subject_kind, s.subject_id]) for s in shown]
    return {"subjects": rows, "subjects_total": total}


def _list_periods(findings):
    return sorted({(f.period_from, f.period_to) for f in findings if f.period_from and f.period_to})


def _find_indicator(finding):
    return Indicator.objects.filter(
        run=finding.last_run_id, scenario_id=finding.scenario_id, indicator_id=finding.indicator_id
    ).first()


def _list_related_cases(viewed_case, officer):
    """List other cases of the same subject, or merged into this one."""
    other_cases = list_visible_cases(officer).exclude(pk=viewed_case.pk)
    return (
        other_cases.filter(subject_id=viewed_case.subject_id)
        | other_cases.filter(merged_into=viewed_case)
    )[:20]


def _choose_proposal_form(proposal, officer):
    """Return the form of a proposal that the officer may decide."""
    allowed = has_right(officer, "decide_proposal") and officer.pk != proposal.proposed_by_id
    return DecideProposalForm() if allowed and not proposal.decided_by_id else None


def _choose_referral_form(referral, officer):
    """Return (step, form) that the referral waits for, if the officer may take it."""
    if not referral.approved_by_id and not referral.refused_by_id:
        allowed = has_right(officer, "decide_referral") and officer.pk != referral.proposed_by_id
        return ("decide", DecideReferralForm()) if allowed else None
    if referral.refused_by_id:
        return None
    if not referral.sent_at:
        return ("send", SendReferralForm()) if has_right(officer, "send_referral") else None
    if not has_right(officer, "propose_referral"):
        return None
    if not referral.receipt_at:
        return ("receipt", None)
    return None if referral.outcome else ("outcome", OutcomeForm())


@require_GET
def show_source_rows(request, case_id, table):
    """Show all source rows of one table, page by page; the view is logged."""
    viewed_case = get_visible_case(request, case_id)
    audit.record(request.user, "view", viewed_case.pk, address=get_client_address(request))
    rows = collect_source_rows(list(load_latest_evidence(viewed_case).values())).get(table)
    if rows is None:
        raise Http404
    page = Paginator(range(len(rows)), ROWS_PAGE_SIZE).get_page(request.GET.get("page"))
    first = page.start_index() - 1
    built = build_source_table(table, rows, request.user, first=first, last=page.end_index())
    return render(request, "review/rows.html", {"case": viewed_case, "table": built, "page": page})


@require_POST
def take_step(request, case_id, name):
    """Validate the form of a step, run its action, and report the result."""
    step, viewed_case = STEPS.get(name), get_visible_case(request, case_id)
    if step is None:
        return redirect("case", viewed_case.pk)
    require_right(request.user, step.right, viewed_case)
    form = step.form(request.POST, request.FILES, case=viewed_case, officer=request.user)
    refusal = get_first_error(form) if not form.is_valid() else None
    if refusal is None:
        try:
            step.run(viewed_case, request.user, **form.cleaned_data)
        except NotAllowed:
            raise
        except Refusal as refused:
            refusal = refused.shown
            form.add_error(None, refusal)
        else:
            messages.success(request, say_done(step.title))
            return redirect("case", viewed_case.pk)
    messages.error(request, refusal)
    viewed_case.refresh_from_db()
    return render_case(request, viewed_case, {("step", name): form})


def say_done(title: BilingualText) -> str:
    """Say that a step was taken: 已办理：领取核查."""
    return translate(BilingualText(f"已办理：{title.zh}", f"done: {title.en}"))


def _run_and_report(request, viewed_case: Case, run, title):
    try:
        run()
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.shown)
    else:
        messages.success(request, say_done(title))
    return redirect("case", viewed_case.pk)


@require_POST
def unmask_identity(request, case_id):
    """Show the full identity once, after its reason was logged."""
    viewed_case = get_visible_case(request, case_id)
    require_right(request.user, "unmask", viewed_case)
    form = UnmaskForm(request.POST)
    if not form.is_valid():
        messages.error(request, get_first_error(form))
        return redirect("case", viewed_case.pk)
    full_identity = identity_access.reveal_identity(
        viewed_case, request.user, form.cleaned_data["reason"], address=get_client_address(request)
    )
    return render(request, "review/identity.html", {"case": viewed_case, "identity": full_identity})


@require_POST
def reverse_entry(request, case_id, pk):
    """Reverse an entry of the ledger."""
    viewed_case = get_visible_case(request, case_id)
    require_right(request.user, "money", viewed_case)
    entry = get_object_or_404(viewed_case.money, pk=pk)
    return _run_and_report(
        request,
        viewed_case,
        lambda: actions.reverse_money(
            viewed_case,
            request.user,
            entry,
            because=get_plain_text(request.POST, "because"),
        ),
        BilingualText("冲销", "reversal"),
    )
