"""Addresses of evaluations: those of a site, and each one's own pages."""

from django.urls import include, path

from aplomb.apps.evaluations import results_urls, views

app_name = "evaluations"
own = [
    path("words/<str:digest>.<str:lang>.json", views.words_of_grid, name="words"),
    path("<int:pk>/", views.evaluation_detail, name="detail"),
    path("<int:pk>/profile/", views.evaluation_profile, name="profile"),
    path("<int:pk>/assignments/", views.evaluation_assignments, name="assignments"),
    path("<int:pk>/closure/", views.evaluation_close, name="closure"),
    path("<int:pk>/reopening/", views.evaluation_reopen, name="reopening"),
    path("<int:pk>/status/", views.evaluation_move, name="status"),
    *results_urls.urlpatterns,
]
urlpatterns = [
    path("o/<int:organisation_pk>/evaluations/", views.evaluation_list, name="list"),
    path("o/<int:organisation_pk>/evaluations/new/", views.evaluation_create, name="new"),
    path("evaluations/", include(own)),
]
