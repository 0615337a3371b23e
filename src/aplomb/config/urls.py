"""The addresses of the site (interfaces.md §6)."""

from django.urls import include, path

from aplomb.apps.evaluations.views import guidance_file
from aplomb.config import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("aplomb.web.urls")),
    path("referentials/content/<str:digest>.<str:lang>.json", guidance_file, name="guidance"),
    path("referentials/", include("aplomb.apps.referentials.urls")),
    path("sheets/", include("aplomb.apps.knowledge.urls")),
    path("", include("aplomb.apps.accounts.urls")),
    path("", include("aplomb.apps.organisations.urls")),
    path("", include("aplomb.apps.organisations.journal_urls")),
    path("o/<int:organisation_pk>/committee/", include("aplomb.apps.committees.urls")),
    path("o/<int:organisation_pk>/solutions/", include("aplomb.apps.solutions.urls")),
    path("o/<int:organisation_pk>/indicators/", include("aplomb.apps.indicators.urls")),
    path("o/<int:organisation_pk>/documents/", include("aplomb.apps.documents.urls")),
    path("o/<int:organisation_pk>/plan/", include("aplomb.apps.plans.urls")),
    path("evaluations/<int:pk>/evidence/", include("aplomb.apps.evidence.urls")),
    path("", include("aplomb.apps.evaluations.urls")),
    path("api/v1/", include("aplomb.config.api_routes")),
    path("", include("aplomb.apps.home.urls")),
]
handler400 = "aplomb.config.faults.bad_request"
handler403 = "aplomb.config.faults.forbidden"
handler404 = "aplomb.config.faults.not_found"
handler500 = "aplomb.config.faults.server_error"
