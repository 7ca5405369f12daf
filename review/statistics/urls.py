"""Addresses of the statistics."""

from django.urls import path

from review.statistics import views

urlpatterns = [
    path("statistics/", views.show_statistics, name="statistics"),
    path("statistics/monthly/", views.download_monthly_workbook, name="statistics_monthly"),
]
