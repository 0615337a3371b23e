"""The addresses of the site (interfaces.md §6)."""

from django.urls import include, path

from aplomb.config import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("aplomb.web.urls")),
    path("referentials/", include("aplomb.apps.referentials.urls")),
    path("sheets/", include("aplomb.apps.knowledge.urls")),
    path("", include("aplomb.apps.accounts.urls")),
    path("", include("aplomb.apps.organisations.urls")),
    path("o/<int:organisation_pk>/documents/", include("aplomb.apps.documents.urls")),
    path("", include("aplomb.apps.home.urls")),
]
handler400 = "aplomb.web.errors.bad_request"
handler403 = "aplomb.web.errors.forbidden"
handler404 = "aplomb.web.errors.not_found"
handler500 = "aplomb.web.errors.server_error"
