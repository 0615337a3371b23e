"""For operators: is it alive, is it ready. No detail leaves the machine."""

import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

LOOPBACK = ("127.0.0.1", "::1")
LEAST_FREE_SHARE = 0.05


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Whether the database answers, its schema is this release's, and the disk has room."""
    checks = {"database": False, "migrations": False, "disk": _has_room()}
    try:
        connection.ensure_connection()
        checks["database"] = True
        executor = MigrationExecutor(connection)
        checks["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        pass
    fine = all(checks.values())
    detail = checks if request.META.get("REMOTE_ADDR") in LOOPBACK else {}
    return JsonResponse({"ready": fine, **detail}, status=200 if fine else 503)


def _has_room() -> bool:
    usage = shutil.disk_usage(settings.VAR)
    return usage.free > LEAST_FREE_SHARE * usage.total
