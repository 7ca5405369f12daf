"""Addresses of the Excel pages."""

from django.urls import path

from review.excel import views

urlpatterns = [
    path("excel/", views.show_excel_page, name="excel"),
    path("excel/export/", views.export_workbook, name="excel_export"),
    path("excel/check/", views.check_workbook, name="excel_check"),
    path("excel/apply/", views.apply_workbook, name="excel_apply"),
    path("excel/problems/", views.download_problems, name="excel_problems"),
]
