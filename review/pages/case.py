"""案件页: everything about one case, and the steps that can be taken."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from review import audit, identity_access
from review.actions.close import missing_to_close
from review.case_actions import STEPS, can_answer, offered
from review.charts.peers import peers_picture
from review.charts.ring import ring_picture
from review.charts.timeline import timeline_picture
from review.errors import NotAllowed, Refusal
from review.models import Case, Indicator, Ring
from review.pages.auth import address_of
from review.pages.forms import DecideAppeal, DecideReferral, Outcome, SendReferral, Unmask, first_error
from review.pages.queue import case_of
from review.pages.source_rows import facts_of, latest_evidence, tables_shown
from review.permissions import may, permit, recused_from, visible_cases


@require_GET
def case(request, case_id):
    """The page of a case. That it was seen is logged."""
    officer, shown = request.user, case_of(request, case_id)
    audit.record(officer, "view", shown.pk, address=address_of(request))
    findings = list(shown.findings.filter(is_current=True).order_by("level", "-amount_involved"))
    pieces = latest_evidence(shown)
    context = {
        "case": shown,
        "findings": [(f, i, peers_picture(f, i)) for f in findings for i in [_title(f)]],
        "earlier": shown.findings.filter(is_current=False),
        "timeline": timeline_picture(facts_of(list(pieces.values())), _spans(findings)),
        "tables": tables_shown(list(pieces.values()), officer),
        "steps": [(s, s.form(case=shown, officer=officer)) for s in offered(shown, officer)],
        "can_answer": can_answer(shown, officer),
        "is_recused": recused_from(officer, shown),
        "missing": missing_to_close(shown) if shown.state in ("06", "07") else (),
        "events": shown.events.select_related("by").order_by("-id"),
        "notes": shown.notes.select_related("by"),
        "verdicts": shown.verdicts.select_related("by", "finding").order_by("-id"),
        "referrals": [(r, _referral_form(r, officer)) for r in shown.referrals.all()],
        "appeals": [
            (a, DecideAppeal() if not a.outcome and may(officer, "decide_appeal") else None)
            for a in shown.appeals.all()
        ],
        "unmask_form": Unmask() if may(officer, "unmask") else None,
        "identity": identity_access.masked(shown),
        "related": _related(shown, officer),
        **_ring(shown, officer),
    }
    return render(request, "review/case.html", context)


def _spans(findings):
    return sorted({(f.period_from, f.period_to) for f in findings if f.period_from and f.period_to})


def _title(finding):
    return Indicator.objects.filter(
        run=finding.last_run_id, scenario_id=finding.scenario_id, indicator_id=finding.indicator_id
    ).first()


def _related(shown, officer):
    """Other cases on the same subject or merged into this one."""
    own = visible_cases(officer).exclude(pk=shown.pk)
    return (own.filter(subject_id=shown.subject_id) | own.filter(merged_into=shown))[:20]


def _ring(shown, officer):
    if not shown.ring_id:
        return {"ring": None}
    ring = Ring.objects.filter(pk=shown.ring_id).prefetch_related("ties").first()
    if ring is None:
        return {"ring": None}
    ties = list(ring.ties.all())
    seen = {c.pk: c for c in visible_cases(officer).filter(pk__in={t.case_id for t in ties})}
    return {
        "ring": ring,
        "ring_cases": [c for c in seen.values() if c.pk != shown.pk][:40],
        "ring_picture": ring_picture(shown, seen, ties),
    }


def _referral_form(referral, officer):
    """(name of the step, its form) that the referral waits for, if the officer may do it."""
    if not referral.approved_by_id and not referral.refused_by_id:
        allowed = may(officer, "decide_referral") and officer.pk != referral.proposed_by_id
        return ("decide", DecideReferral()) if allowed else None
    if referral.refused_by_id:
        return None
    if not referral.sent_at:
        return ("send", SendReferral()) if may(officer, "send_referral") else None
    if not may(officer, "propose_referral"):
        return None
    if not referral.receipt_at:
        return ("receipt", None)
    return None if referral.outcome else ("outcome", Outcome())


@require_POST
def do(request, case_id, name):
    """Take a step: validate its form, call its action, say what happened."""
    step, shown = STEPS.get(name), case_of(request, case_id)
    if step is None:
        return redirect("case", shown.pk)
    permit(request.user, step.right, shown)
    form = step.form(request.POST, request.FILES, case=shown, officer=request.user)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("case", shown.pk)
    return _told(request, shown, lambda: step.run(shown, request.user, **form.cleaned_data), step.title)


def _told(request, shown: Case, run, title):
    from review.labels import said

    try:
        run()
    except NotAllowed:
        raise
    except Refusal as refusal:
        messages.error(request, refusal.shown)
    else:
        messages.success(request, said(title))
    return redirect("case", shown.pk)


@require_POST
def unmask(request, case_id):
    """Show who the subject is, once, for a reason that is logged before anything is shown."""
    shown = case_of(request, case_id)
    permit(request.user, "unmask", shown)
    form = Unmask(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("case", shown.pk)
    found = identity_access.unmasked(
        shown, request.user, form.cleaned_data["reason"], address=address_of(request)
    )
    return render(request, "review/identity.html", {"case": shown, "identity": found})


@require_POST
def reverse(request, case_id, pk):
    """Take an entry of the ledger back."""
    from contracts.bilingual_text import Text
    from review import actions

    shown = case_of(request, case_id)
    permit(request.user, "money", shown)
    entry = get_object_or_404(shown.money, pk=pk)
    return _told(
        request,
        shown,
        lambda: actions.reverse_money(shown, request.user, entry, because=request.POST.get("because", "")),
        Text("已冲销", "reversed"),
    )
