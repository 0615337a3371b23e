"""For operators: is it alive, is it ready. Detail is for the machine itself, and for an administrator's key."""

import ipaddress
import shutil

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from aplomb.apps.accounts.bearer import token_of

# What proxies add: with any of these a request comes from further than it seems.
FORWARDED = ("forwarded", "via", "x-real-ip")
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
    detail = checks if _comes_from_here(request) or _bears_a_key(request) else {}
    return JsonResponse({"ready": fine, **detail}, status=200 if fine else 503)


def _comes_from_here(request: HttpRequest) -> bool:
    """Asked on this machine, and not by a proxy of this machine on behalf of somebody else."""
    names = [name.lower() for name in request.headers]
    if any(name in FORWARDED or name.startswith("x-forwarded-") for name in names):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _bears_a_key(request: HttpRequest) -> bool:
    """Whether an administrator's key comes with the request; nobody's where the database does not answer."""
    try:
        token = token_of(request.headers.get("Authorization", ""))
    except DatabaseError:
        return False
    return token is not None and token.user.is_administrator


def _has_room() -> bool:
    usage = shutil.disk_usage(settings.VAR)
    return usage.free > LEAST_FREE_SHARE * usage.total
