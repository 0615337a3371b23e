"""Addresses of an evaluation's evidence, under `evaluations/<evaluation>/evidence/`."""

from django.urls import path

from aplomb.apps.evidence import views

app_name = "evidence"
urlpatterns = [
    path("", views.evidence_list, name="list"),
    path("add/", views.evidence_add, name="add"),
    path("attachment/", views.evidence_attach, name="attach"),
    path("<int:evidence_pk>/", views.piece, name="piece"),
    path("<int:evidence_pk>/criteria/", views.piece_criteria, name="criteria"),
    path("<int:evidence_pk>/detachment/", views.piece_detach, name="detach"),
    path("<int:evidence_pk>/version/", views.piece_version, name="version"),
    path("<int:evidence_pk>/removal/", views.piece_remove, name="remove"),
    path("<int:evidence_pk>/files/<int:file_pk>/", views.piece_file, name="file"),
    path("<int:evidence_pk>/files/<int:file_pk>/report/", views.piece_report, name="report"),
]
