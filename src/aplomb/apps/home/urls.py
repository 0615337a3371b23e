"""The public home, and the pages of a signed-in person."""

from django.urls import path

from aplomb.apps.home import pages, places, start, views

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("home/", pages.mine, name="mine"),
    path("places/", places.places, name="places"),
    path("search/", pages.search, name="search"),
    path("notices/", pages.notices, name="notices"),
    path("notices/read/", pages.notices_read, name="notices-read"),
    path("o/<int:organisation_pk>/start/", start.start, name="start"),
    path("o/<int:organisation_pk>/", pages.dashboard, name="dashboard"),
]
