"""用户与授权: accounts by the system administrator, roles by the security administrator."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contracts.codes import load_code_lists
from review import audit
from review.errors import NotAllowed, Refusal
from review.labels import ROLES as ROLE_NAMES
from review.labels import translate, translate_lazily
from review.models import Officer, RoleGrant
from review.models.officer import ROLES
from review.officers import create_officer, grant_role, reset_password, second_grant
from review.permissions import require_right
from review.templatetags.desk import t


class OfficerForm(forms.ModelForm):
    """Fields of an account; its role is granted by somebody else."""

    class Meta:
        model = Officer
        fields = ("username", "last_name", "first_name", "email", "unit", "licence_no", "is_active")


class GrantForm(forms.Form):
    """Role and scope of an account; the district "*" is the whole city."""

    role = forms.ChoiceField(
        label=translate_lazily("角色", "Role"),
        choices=lambda: [
            ("", translate_lazily("无", "none")),
            *((r, translate(ROLE_NAMES[r])) for r, _ in ROLES),
        ],
        required=False,
    )
    authority = forms.ChoiceField(
        label=translate_lazily("主管部门", "Authority"),
        choices=[("", "人社、医保"), ("人社", "人社"), ("医保", "医保")],
        required=False,
    )
    op_id = forms.CharField(
        label=translate_lazily("经办账号", "Handling account"), max_length=64, required=False
    )
    districts = forms.MultipleChoiceField(
        label=translate_lazily("属地范围", "Districts"),
        choices=lambda: [
            ("*", "全市 whole city"),
            *((c, translate(n)) for c, n in load_code_lists()["district"].items()),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@require_http_methods(["GET", "POST"])
def manage_officers(request):
    """List the accounts and create one; the password is shown on this page alone."""
    require_right(request.user, "users")
    form, new_account = OfficerForm(request.POST or None, initial={"is_active": True}), None
    if request.method == "POST" and form.is_valid():
        fields = {k: v for k, v in form.cleaned_data.items() if k != "username"}
        new_account = create_officer(form.cleaned_data["username"], by=request.user, **fields)
        form = OfficerForm(initial={"is_active": True})
    officers = Officer.objects.order_by("role", "username")
    return render(
        request, "review/people.html", {"form": form, "officers": officers, "made": new_account}
    )


@require_http_methods(["GET", "POST"])
def edit_officer(request, pk):
    """Change an account, or set a new password."""
    require_right(request.user, "users")
    officer, new_account = get_object_or_404(Officer, pk=pk), None
    form = OfficerForm(request.POST if request.POST.get("do") == "save" else None, instance=officer)
    if request.POST.get("do") == "password":
        new_account = (officer, reset_password(officer, by=request.user))
    elif form.is_bound and form.is_valid():
        if officer.pk == request.user.pk and not officer.is_active:
            raise NotAllowed("不能停用自己的账号", "you cannot deactivate yourself")
        form.save()
        audit.record(request.user, "officer", str(officer.pk), changed=sorted(form.changed_data))
    return render(
        request, "review/person.html", {"form": form, "officer": officer, "made": new_account}
    )


@require_http_methods(["GET", "POST"])
def grant_officer(request, pk):
    """Grant an account a role and its scope."""
    require_right(request.user, "grant")
    officer = get_object_or_404(Officer, pk=pk)
    initial = {n: getattr(officer, n) for n in ("role", "authority", "op_id", "districts")}
    form = GrantForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            grant = grant_role(officer, request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.shown)
        else:
            done = t("已授权", "granted")
            waits = t("已提出，待另一名安全管理员复核", "waits for another administrator")
            messages.success(request, done if grant.applied_at else waits)
            return redirect("grants")
    return render(request, "review/grant.html", {"form": form, "officer": officer})


@require_http_methods(["GET"])
def list_grants(request):
    """List the accounts with their roles, and the grants that wait for a second administrator."""
    require_right(request.user, "grant")
    context = {
        "officers": Officer.objects.order_by("role", "username"),
        "waiting": RoleGrant.objects.filter(applied_at=None).select_related(
            "officer", "granted_by"
        ),
    }
    return render(request, "review/grants.html", context)


@require_POST
def second_officer_grant(request, pk):
    """Second a grant that waits."""
    require_right(request.user, "grant")
    second_grant(get_object_or_404(RoleGrant, pk=pk), request.user)
    return redirect("grants")
