"""Addresses of results, reports and files of an evaluation: taken up by the app's own, under `evaluations/`."""

from django.urls import path

from aplomb.apps.evaluations import carry_over_views, exchange_views, report_views, results_views

urlpatterns = [
    path("<int:pk>/results/", results_views.results_page, name="results"),
    path("<int:pk>/results/recipe/", results_views.recipe, name="recipe"),
    path("<int:pk>/compare/", results_views.compare, name="compare"),
    path("<int:pk>/reports/<slug:kind>.pdf", report_views.report_file, name="report_file"),
    path(
        "<int:pk>/reports/<slug:kind>.docx", report_views.report_file, {"suffix": "docx"}, name="report_word"
    ),
    path("<int:pk>/reports/<slug:kind>/", report_views.report_status, name="report"),
    path("<int:pk>/reports/<slug:kind>/request/", report_views.report_ask, name="report_ask"),
    path("<int:pk>/earlier/", carry_over_views.carry_over_page, name="carry_over"),
    path("<int:pk>/earlier/confirmation/", carry_over_views.confirm, name="confirm"),
    path("<int:pk>/grid.xlsx", exchange_views.grid_file, name="grid_file"),
    path("<int:pk>/import/", exchange_views.grid_import, name="grid_import"),
    path("<int:pk>/import/acceptance/", exchange_views.grid_take, name="grid_take"),
]
