"""Pages of documents: referrals with their clocks, incidents, and the letters."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from review import actions
from review.actions.refer import FOLLOW_UPS
from review.documents.bases import list_all_unverified, verify_basis
from review.documents.chain import CHAIN, issue_chain_paper, propose_texts
from review.documents.check_notice import (
    Visit,
    get_notice_days,
    get_notice_doubt,
    issue_check_notice,
)
from review.documents.dossier import build_dossier
from review.documents.forms import (
    FORM_BY_KIND,
    BasisForm,
    ChainPaperForm,
    CheckNoticeForm,
    FollowUpForm,
    PeriodForm,
)
from review.documents.incidents import assess_incident, get_thresholds, list_incident_cases
from review.documents.issue_document import (
    DOCX,
    LETTER_BY_KIND,
    IssuedDocument,
    fetch_paper,
    issue_referral_letter,
    issue_register,
    list_register_referrals,
    list_visible_referrals,
)
from review.documents.legal_deadlines import list_clocks
from review.documents.pdf import convert_to_pdf
from review.documents.template_fields import name_officers
from review.errors import NotNow, NotValid
from review.models import Paper, VerifiedBasis
from review.models.referral import POLICE
from review.permissions import (
    build_visibility_filter,
    list_visible_cases,
    require_not_recused,
    require_right,
)

# the newest; older referrals are on the pages of their cases
MOST_SHOWN = 200
PDF = "application/pdf"


@require_GET
def list_documents(request: HttpRequest) -> HttpResponse:
    """Show visible referrals with their clocks, and the incidents to report."""
    require_right(request.user, "see")
    now, today = timezone.now(), timezone.localdate()
    referrals = list_visible_referrals(request.user)[:MOST_SHOWN]
    context = {
        "referrals": [(r, _describe_clocks(r, now)) for r in referrals],
        "incidents": [
            (c, assess_incident(c, today))
            for c in list_incident_cases(request.user, today)[:MOST_SHOWN]
        ],
        "thresholds": get_thresholds(today),
        "period": PeriodForm(initial={"first": today.replace(month=1, day=1), "last": today}),
    }
    return render(request, "review/documents/papers.html", context)


def _has_open_follow_up(referral):
    """Whether the sender has not yet recorded the step after the answer of the police."""
    step = FOLLOW_UPS.get(referral.outcome)
    return referral.kind == POLICE and step is not None and step not in referral.document


def _describe_clocks(referral, now):
    return [
        {"clock": c, "state": c.state(now), "hours": c.left(now).total_seconds() / 3600}
        for c in list_clocks(referral)
    ]


@require_http_methods(["GET", "POST"])
def prepare_referral_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form of a referral's letter, or return the letter."""
    referral = get_object_or_404(list_visible_referrals(request.user), pk=pk)
    require_right(request.user, "issue_paper", referral.case)
    require_not_recused(request.user, referral.case)
    form = FORM_BY_KIND[referral.kind](
        request.POST or None, initial={"officers": name_officers(referral.case, request.user)}
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _respond_with_paper(
                request,
                issue_referral_letter(
                    referral, request.user, form.cleaned_data, address=_get_address(request)
                ),
            )
        except (NotValid, NotNow) as error:
            form.add_error(None, error.shown)
    context = {
        "referral": referral,
        "case": referral.case,
        "form": form,
        "letter": LETTER_BY_KIND[referral.kind],
        "papers": referral.papers.select_related("by", "case"),
    }
    context["after"] = _has_open_follow_up(referral) and FollowUpForm()
    return render(
        request,
        "review/documents/letter.html",
        context | {"clocks": _describe_clocks(referral, timezone.now())},
    )


@require_http_methods(["GET", "POST"])
def prepare_chain_paper(request: HttpRequest, case_id: str, key: str) -> HttpResponse:
    """Show the form of a paper of the chain, or return the paper."""
    case = get_object_or_404(list_visible_cases(request.user), pk=case_id)
    require_right(request.user, "issue_paper", case)
    require_not_recused(request.user, case)
    if key not in CHAIN:
        raise Http404
    paper = CHAIN[key]
    form = ChainPaperForm(
        request.POST or None,
        paper=paper,
        initial={"officers": name_officers(case, request.user)} | propose_texts(paper, case),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _respond_with_paper(
                request,
                issue_chain_paper(
                    paper, case, request.user, form.cleaned_data, address=_get_address(request)
                ),
            )
        except (NotValid, NotNow) as error:
            form.add_error(None, error.shown)
    context = {"case": case, "form": form, "letter": paper.name}
    return render(request, "review/documents/letter.html", context)


@require_GET
def download_dossier(request: HttpRequest, case_id: str) -> HttpResponse:
    """Return the numbered file of a case as a ZIP with hashes, or as a PDF with `?as=pdf`."""
    case = get_object_or_404(list_visible_cases(request.user), pk=case_id)
    as_pdf = request.GET.get("as") == "pdf"
    dossier = build_dossier(case, request.user, as_pdf=as_pdf, address=_get_address(request))
    return _respond_with_file(dossier, PDF if as_pdf else "application/zip")


@require_GET
def download_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Return an issued paper as it was issued, or a PDF of it with `?as=pdf`."""
    visible = build_visibility_filter(request.user, "case__")
    paper = get_object_or_404(Paper.objects.select_related("case"), visible, pk=pk)
    return _respond_with_paper(
        request, fetch_paper(paper, request.user, address=_get_address(request))
    )


@require_http_methods(["GET", "POST"])
def verify_bases(request: HttpRequest) -> HttpResponse:
    """Show the provisions that nobody has read, and record that the legal section read one."""
    require_right(request.user, "verify_basis")
    form = BasisForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verify_basis(form.cleaned_data.pop("text"), request.user, **form.cleaned_data)
        except NotValid as error:
            form.add_error(None, error.shown)
        else:
            return redirect("paper_bases")
    context = {
        "form": form,
        "unverified": list_all_unverified(),
        "verified": VerifiedBasis.objects.select_related("by"),
    }
    return render(request, "review/documents/bases.html", context)


@require_POST
def record_police_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the handing over after filing, or the objection, with its day."""
    referral = get_object_or_404(list_visible_referrals(request.user), pk=pk)
    require_right(request.user, "propose_referral", referral.case)
    form = FollowUpForm(request.POST)
    if not form.is_valid():
        raise NotValid("请填写日期", "enter the day")
    actions.record_follow_up(referral, request.user, on=form.cleaned_data["on"])
    return redirect("paper_referral", pk=pk)


@require_http_methods(["GET", "POST"])
def prepare_check_notice(request: HttpRequest, case_id: str) -> HttpResponse:
    """Show the form of a 核查通知书, or return the document."""
    case = get_object_or_404(list_visible_cases(request.user), pk=case_id)
    require_right(request.user, "issue_paper", case)
    require_not_recused(request.user, case)
    form = CheckNoticeForm(
        request.POST or None, initial={"officers": name_officers(case, request.user)}
    )
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        visit = Visit(
            **{
                k: fields[k]
                for k in ("day", "place", "officers", "contact", "document_no", "short_because")
            }
        )
        try:
            return _respond_with_paper(
                request,
                issue_check_notice(
                    case, request.user, visit, fields, address=_get_address(request)
                ),
            )
        except NotValid as error:
            form.add_error(None, error.shown)
    context = {
        "case": case,
        "form": form,
        "letter": "核查通知书",
        "notice_days": get_notice_days(timezone.localdate()),
    }
    return render(request, "review/documents/letter.html", context | {"doubt": get_notice_doubt()})


@require_GET
def show_register(request: HttpRequest) -> HttpResponse:
    """Show the 登记簿, or return it as a document with `?paper=1`."""
    require_right(request.user, "issue_paper")
    form = PeriodForm(request.GET)
    if not form.is_valid():
        raise NotValid("请填写起止日期", "enter the first and the last day")
    first, last = form.cleaned_data["first"], form.cleaned_data["last"]
    if request.GET.get("paper"):
        return _respond_with_file(
            issue_register(request.user, first, last, address=_get_address(request))
        )
    rows = list_register_referrals(request.user, first, last)
    return render(request, "review/documents/register.html", {"rows": rows, "form": form})


def _respond_with_paper(request, paper: IssuedDocument) -> HttpResponse:
    """Return a Word file, or a PDF made of it where the form or the address asks for one."""
    if (request.POST.get("as") or request.GET.get("as")) != "pdf":
        return _respond_with_file(paper)
    return _respond_with_file(_make_pdf(paper), PDF)


def _make_pdf(paper):
    """Make the PDF of a Word file; an issued paper stays the Word file that is kept."""
    (content,) = convert_to_pdf([("docx", paper.content)])
    if content is None:
        raise NotNow("该文书不能转为 PDF，请下载 Word", "this paper cannot be made a PDF")
    return IssuedDocument(paper.name.removesuffix(".docx") + ".pdf", content)


def _respond_with_file(paper: IssuedDocument, content_type: str = DOCX) -> HttpResponse:
    response = HttpResponse(paper.content, content_type=content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(paper.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _get_address(request):
    return request.META.get("REMOTE_ADDR", "")
