"""Preferences of the reader, and the page of components."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from aplomb.web import gallery
from aplomb.web.preferences import SYSTEM, THEME_COOKIE, THEMES, from_elsewhere, keep, way_back
from aplomb.web.public import answer


# A form token would make each public page different for each reader, and stop it from being kept. What the token
# prevents, a form sent by another site, is refused by where the browser says that it comes from.
@csrf_exempt
@require_POST
def theme_choose(request: HttpRequest) -> HttpResponse:
    """Keep the theme chosen, or forget it where the system decides; then back to the page."""
    if from_elsewhere(request):
        return HttpResponseForbidden()
    response = HttpResponseRedirect(way_back(request), status=303)
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        keep(response, THEME_COOKIE, chosen)
    elif chosen == SYSTEM:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


@csrf_exempt
@require_POST
def language_choose(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen; then back to the page."""
    if from_elsewhere(request):
        return HttpResponseForbidden()
    response = HttpResponseRedirect(way_back(request), status=303)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        keep(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component with its states."""
    return answer(
        request, lambda: render(request, "web/components.html", gallery.samples()), version="components"
    )
