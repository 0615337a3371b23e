"""The journal: all that a person may read of it, and that of one organisation."""

from django.urls import path

from aplomb.apps.organisations import journal_views

app_name = "journal"
urlpatterns = [
    path("journal/", journal_views.journal, name="all"),
    path("o/<int:organisation_pk>/journal/", journal_views.journal_of, name="of"),
]
