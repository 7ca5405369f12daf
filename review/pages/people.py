"""用户管理: officers with role, districts and unit."""

from django import forms
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from contracts.codes import load_code_lists
from review import audit
from review.errors import NotAllowed
from review.labels import translate, translate_lazily
from review.models import Officer
from review.models.officer import ROLES
from review.officers import create_officer, reset_password
from review.permissions import require_right


class OfficerForm(forms.ModelForm):
    """Fields of an officer; the district "*" is the whole city."""

    districts = forms.MultipleChoiceField(
        label=translate_lazily("属地范围", "Districts"),
        choices=lambda: [
            ("*", "全市 whole city"),
            *((c, translate(n)) for c, n in load_code_lists()["district"].items()),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    role = forms.ChoiceField(label=translate_lazily("角色", "Role"), choices=ROLES)
    authority = forms.ChoiceField(
        label=translate_lazily("主管部门", "Authority"),
        choices=[("", "人社、医保"), ("人社", "人社"), ("医保", "医保")],
        required=False,
    )

    class Meta:
        model = Officer
        fields = (
            "username",
            "last_name",
            "first_name",
            "role",
            "authority",
            "unit",
            "licence_no",
            "op_id",
            "districts",
            "is_active",
        )


@require_http_methods(["GET", "POST"])
def manage_officers(request):
    """List the officers and create one; the password is shown on this page alone."""
    require_right(request.user, "users")
    form, new_account = OfficerForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        fields = {k: v for k, v in form.cleaned_data.items() if k != "username"}
        new_account = create_officer(form.cleaned_data["username"], by=request.user, **fields)
        form = OfficerForm()
    officers = Officer.objects.order_by("role", "username")
    return render(
        request, "review/people.html", {"form": form, "officers": officers, "made": new_account}
    )


@require_http_methods(["GET", "POST"])
def edit_officer(request, pk):
    """Change an officer, or set a new password."""
    require_right(request.user, "users")
    officer, new_account = get_object_or_404(Officer, pk=pk), None
    form = OfficerForm(request.POST if request.POST.get("do") == "save" else None, instance=officer)
    if request.POST.get("do") == "password":
        new_account = (officer, reset_password(officer, by=request.user))
    elif form.is_bound and form.is_valid():
        if officer.pk == request.user.pk and (
            officer.role != "administrator" or not officer.is_active
        ):
            raise NotAllowed("不能取消自己的管理员身份", "you cannot take the role from yourself")
        form.save()
        audit.record(
            request.user,
            "officer",
            str(officer.pk),
            changed=sorted(form.changed_data),
            role=officer.role,
        )
    return render(
        request, "review/person.html", {"form": form, "officer": officer, "made": new_account}
    )
