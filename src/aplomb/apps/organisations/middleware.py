"""Each request knows its person's standing: read once, when first asked."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from aplomb.apps.organisations.policy import Standing, standing_of
from aplomb.domain.shared.calendar import day_in_paris


def standing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Put `request.standing` there, lazily: a page that asks nothing of the policy costs no query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.standing = SimpleLazyObject(lambda: of_request(request))  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def of_request(request: HttpRequest) -> Standing:
    return standing_of(request.user, day_in_paris(timezone.now()))
