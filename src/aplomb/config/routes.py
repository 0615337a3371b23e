"""Where the API's routes stand: each area has its own, and this mounts them all (interfaces.md §5)."""

from django.urls import include, path
from django.views.generic import RedirectView
from ninja import Router

from aplomb.apps.accounts.api import router as me
from aplomb.apps.evaluations.api import router as evaluations
from aplomb.apps.evaluations.results_api import router as results
from aplomb.apps.knowledge.api import router as sheets
from aplomb.apps.organisations.api import router as organisations
from aplomb.apps.organisations.journal_api import router as journal
from aplomb.apps.referentials.api import router as referentials
from aplomb.config import api_pages
from aplomb.config.api import api

MOUNTED: tuple[tuple[str, Router], ...] = (
    ("/me", me),
    ("/referentials", referentials),
    ("/organisations", organisations),
    ("/evaluations", evaluations),
    ("/evaluations", results),
    ("/sheets", sheets),
    ("/journal", journal),
)
for prefix, router in MOUNTED:
    api.add_router(prefix, router)

pages = [
    path("", RedirectView.as_view(pattern_name="api-pages:docs"), name="root"),
    path("docs", api_pages.docs, name="docs"),
    path("openapi.json", api_pages.document, name="document"),
]
urlpatterns = [
    path("", include((pages, "api-pages"))),
    path("", api.urls),
]
