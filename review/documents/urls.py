"""Addresses of the documents."""

from django.urls import path

from review.documents import views

urlpatterns = [
    path("papers/", views.list_documents, name="papers"),
    path(
        "papers/cases/<slug:case_id>/chain/<slug:key>/",
        views.prepare_chain_paper,
        name="paper_chain",
    ),
    path("papers/cases/<slug:case_id>/dossier/", views.download_dossier, name="paper_dossier"),
    path("papers/bases/", views.verify_bases, name="paper_bases"),
    path("papers/files/<int:pk>/", views.download_paper, name="paper_file"),
    path("papers/register/", views.show_register, name="papers_register"),
    path("papers/referrals/<int:pk>/", views.prepare_referral_letter, name="paper_referral"),
    path("papers/referrals/<int:pk>/after/", views.record_police_follow_up, name="paper_after"),
    path("papers/cases/<slug:case_id>/notice/", views.prepare_check_notice, name="paper_notice"),
]
