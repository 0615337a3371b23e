"""The addresses of the API: what it says of itself, then the operations that the areas mount (see `api`)."""

from django.urls import include, path
from django.views.generic import RedirectView

from aplomb.config import api_pages
from aplomb.config.api import api

pages = [
    path("", RedirectView.as_view(pattern_name="api-pages:docs"), name="root"),
    path("docs", api_pages.docs, name="docs"),
    path("openapi.json", api_pages.document, name="document"),
]
urlpatterns = [
    path("", include((pages, "api-pages"))),
    path("", api.urls),
]
