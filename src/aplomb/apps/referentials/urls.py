"""Referentials: the list, one edition, one criterion, files, two editions compared."""

from django.urls import path

from aplomb.apps.referentials import views

app_name = "referentials"
urlpatterns = [
    path("", views.edition_list, name="list"),
    path("compare/", views.edition_compare, name="compare"),
    path("<str:code>/", views.newest, name="newest"),
    path("<str:code>/<str:edition>/", views.edition_detail, name="detail"),
    path("<str:code>/<str:edition>/criteria/<path:criterion>/", views.criterion_detail, name="criterion"),
    path("<str:code>/<str:edition>/grid.xlsx", views.grid_download, name="grid"),
    path("<str:code>/<str:edition>/referential.<str:extension>", views.edition_download, name="download"),
]
