"""Addresses of papers."""

from django.urls import path

from review.documents import views

urlpatterns = [
    path("papers/", views.papers, name="papers"),
    path("papers/register/", views.register, name="papers_register"),
    path("papers/referrals/<int:pk>/", views.referral, name="paper_referral"),
    path("papers/referrals/<int:pk>/after/", views.after, name="paper_after"),
    path("papers/cases/<slug:case_id>/notice/", views.notice, name="paper_notice"),
]
