"""Addresses of a site's documents, under `o/<organisation>/documents/`."""

from django.urls import path

from aplomb.apps.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.inventory, name="list"),
    path("row/", views.row, name="row"),
    path("states/", views.states, name="states"),
    path("inventory.xlsx", views.inventory_file, name="xlsx"),
    path("own/", views.own_create, name="own_create"),
    path("own/<int:pk>/", views.own_line, name="own_line"),
    path("own/<int:pk>/removal/", views.own_remove, name="own_remove"),
    path("expected/<str:referential>/<path:code>/", views.line, name="line"),
]
