"""Addresses of the round trip through Excel."""

from django.urls import path

from review.excel import views

urlpatterns = [
    path("excel/", views.excel, name="excel"),
    path("excel/export/", views.export, name="excel_export"),
    path("excel/check/", views.check, name="excel_check"),
    path("excel/apply/", views.apply, name="excel_apply"),
    path("excel/problems/", views.problems, name="excel_problems"),
]
