"""Addresses of the statistics."""

from django.urls import path

from review.statistics import views

urlpatterns = [
    path("statistics/", views.statistics, name="statistics"),
    path("statistics/monthly/", views.monthly, name="statistics_monthly"),
]
