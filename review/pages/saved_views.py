"""我的视图: filters of the list kept under a name; renamed, shared, replaced, deleted."""

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from review.form_fields import build_text_field, get_first_error, get_plain_text
from review.labels import translate_lazily
from review.models import Officer, SavedView
from review.pages.case_filters import CaseListing
from review.permissions import require_right
from review.templatetags.desk import t

MOST_QUERY = SavedView._meta.get_field("query").max_length


class SaveViewForm(forms.Form):
    """Name of a view, and whether everybody sees it."""

    name = build_text_field("视图名称", "Name", most=40)
    is_shared = forms.BooleanField(label=translate_lazily("共享", "Shared"), required=False)


def list_views(officer: Officer):
    """List the officer's own views and those that are shared."""
    views = SavedView.objects.filter(Q(owner=officer) | Q(is_shared=True))
    return views.select_related("owner").order_by("name")


@require_GET
def show_views(request):
    """Show the views with what each finds now; the officer's own can be changed."""
    require_right(request.user, "see")
    rows = [
        (
            view,
            CaseListing(request.user, QueryDict(view.query)).cases.count(),
            _build_form(request, view),
        )
        for view in list_views(request.user)
    ]
    return render(request, "review/views.html", {"rows": rows})


@require_POST
def save_view(request):
    """Save the present filter under a name; one of that name is replaced."""
    require_right(request.user, "see")
    form = SaveViewForm(request.POST)
    if form.is_valid():
        SavedView.objects.update_or_create(
            owner=request.user,
            name=form.cleaned_data["name"],
            defaults={
                "query": _drop_page(get_plain_text(request.POST, "query")),
                "is_shared": form.cleaned_data["is_shared"],
            },
        )
        messages.success(request, t("视图已保存", "the view is kept"))
    back = request.POST.get("back", "")
    return redirect(back[:1100] if back.startswith("/cases/") else "cases")


@require_POST
def edit_view(request, pk):
    """Rename a view of the officer, or share it, or share it no more."""
    require_right(request.user, "see")
    view = get_object_or_404(SavedView, pk=pk, owner=request.user)
    form = SaveViewForm(request.POST, prefix=str(pk))
    if not form.is_valid():
        messages.error(request, get_first_error(form))
    elif _is_taken(view, form.cleaned_data["name"]):
        messages.error(request, t("已有同名视图", "there is a view of this name"))
    else:
        view.name, view.is_shared = form.cleaned_data["name"], form.cleaned_data["is_shared"]
        view.save()
        messages.success(request, t("视图已保存", "the view is kept"))
    return redirect("views")


@require_POST
def drop_view(request, pk):
    """Delete a view of the officer."""
    require_right(request.user, "see")
    get_object_or_404(SavedView, pk=pk, owner=request.user).delete()
    messages.success(request, t("视图已删除", "the view is deleted"))
    return redirect("views")


def _build_form(request, view):
    initial = {"name": view.name, "is_shared": view.is_shared}
    is_own = view.owner_id == request.user.pk
    return SaveViewForm(initial=initial, prefix=str(view.pk)) if is_own else None


def _is_taken(view, name):
    return SavedView.objects.filter(owner=view.owner, name=name).exclude(pk=view.pk).exists()


def _drop_page(query):
    parameters = QueryDict(query, mutable=True)
    parameters.pop("page", None)
    return parameters.urlencode()[:MOST_QUERY]
