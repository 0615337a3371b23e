"""How a view asks the policy: one mark on the view, read by the request, by `aplomb routes` and by the tests.

Pages:

    @asks("member.read")                      # GET and HEAD
    def team(request, organisation_pk): ...   # request.organisation is there

    @asks("member.invite", "POST")
    def invitation_create(request, organisation_pk): ...

    @asks("evaluation.read")                  # an object of another kind: the view fetches it through
    def grid(request, pk): ...                # visible_to(request.standing), so that a stranger gets 404

    @asks("organisation.read", otherwise="member.read")   # where the first right does not do, the second does

    @public()                                 # open to anybody

API operations (ninja), under the routing decorator:

    @router.post("/evaluations")
    @asks_api("evaluation.create")
    def create(request, payload: NewEvaluation): ...

What the mark does: refuses other methods (405); sends whoever is not signed in to the sign-in page; where the
address has an `organisation_pk`, fetches it (404 to whoever may not know it, 403 to whoever knows it but may not
do that there) and puts it in `request.organisation`; where the address names nothing at all, answers 404 to
whoever may do that nowhere; turns `NotAllowed` into a page that says why. A service still asks
`standing.actor(action, …)`: the mark opens the door, the service signs.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from aplomb.apps.accounts.models import User
from aplomb.apps.accounts.rights import (
    PUBLIC,
    Asked,
    View,
    asked_by,
    mark,
    oneself,
    public,
    refuse_method,
    refuse_stranger,
    with_head,
)
from aplomb.apps.organisations.models import Organisation
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.apps.organisations.queries import followed
from aplomb.domain.access.matrix import MATRIX, Role
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.refusals import sentence
from aplomb.web.rest import Refused

__all__ = ["PUBLIC", "Asked", "Request", "asked_by", "asks", "asks_api", "oneself", "public"]

# Who may do one of these knows that the organisation exists.
KNOWING = ("organisation.read", "member.read")


class Request(HttpRequest):
    """A request as a marked view receives it. `organisation` is there when the address names one."""

    user: User
    standing: Standing
    organisation: Organisation
    htmx: Any
    navigation: Any


def asks(action: str, *methods: str, otherwise: str = "") -> Callable[[View], View]:
    """Mark a page with the action that it asks; see the module's own text.

    `otherwise` opens the page of an organisation to its own people too, where their role's right on others is of
    another kind: a consultant reads the sites engaged, and the firm's own page as a member.
    """
    if action not in MATRIX or (otherwise and otherwise not in MATRIX):
        raise ValueError(f"the rights matrix has no action {action} or {otherwise}")

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = refuse_method(request, answered)
            if refused is None and Role.PUBLIC not in MATRIX[action]:
                refused = refuse_stranger(request)
            if refused is not None:
                return refused
            try:
                if moved := _open(request, action, otherwise, kwargs):
                    return redirect(moved)
                return view(request, *args, **kwargs)
            except NotAllowed as error:
                return refusal_page(request, error)

        answered = with_head(methods)
        mark(guarded, action, answered)
        return guarded

    return decorate


def asks_api(
    action: str, *, session_only: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark an operation of the API. `session_only`: a program's token gets 403 (ballots, grants, signatures)."""
    if action not in MATRIX and action != PUBLIC:
        raise ValueError(f"the rights matrix has no action {action}")

    def decorate(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if session_only and hasattr(request, "token"):
                title = _("This is done in the page, by the person: a token may not.")
                raise Refused(403, "session_only", title)
            return operation(request, *args, **kwargs)

        mark(guarded, action, ())
        return guarded

    return decorate


def organisation_for(standing: Standing, action: str, pk: int) -> Organisation:
    """The organisation of an address: 404 to whoever may not know it, NotAllowed to whoever may not do that there."""
    known = [standing.organisations_for(asked) for asked in (action, *KNOWING)]
    if None not in known and pk not in frozenset().union(*filter(None, known)):
        raise Http404
    organisation = get_object_or_404(Organisation, pk=pk)
    if known[0] is not None and pk not in known[0]:
        raise NotAllowed([Refusal(f"{action}.not-yours")])
    return organisation


def refusal_page(request: HttpRequest, error: NotAllowed) -> HttpResponseBase:
    """Why not: 403 where the matrix refuses, 409 where the state does."""
    reasons = [sentence(refusal) for refusal in error.refusals]
    if all(refusal.code.endswith("not-yours") for refusal in error.refusals):
        raise PermissionDenied(" ".join(reasons))
    return render(request, "organisations/refused.html", {"reasons": reasons}, status=409)


def _open(request: Request, action: str, otherwise: str, named: dict[str, Any]) -> str:
    """Put the organisation of the address in the request; where it is a double that was merged, its new address."""
    if "organisation_pk" in named:
        pk = named["organisation_pk"]
        asked = otherwise if otherwise and not request.standing.may(action, pk) else action
        try:
            request.organisation = organisation_for(request.standing, asked, pk)
        except Http404:
            return _moved(request, action, otherwise, pk)
    elif not named and not _somewhere(request.standing, action):
        raise Http404
    return ""


def _moved(request: Request, action: str, otherwise: str, pk: int) -> str:
    """The address of the organisation that a double was merged into, for whoever may go there; else 404.

    Only a page that is looked at leads on: what was to be written was meant for another.
    """
    kept = followed(pk)
    if kept is None or request.method not in ("GET", "HEAD"):
        raise Http404
    asked = otherwise if otherwise and not request.standing.may(action, kept) else action
    organisation = organisation_for(request.standing, asked, kept)
    messages.info(request, _("This place is now part of {name}.").format(name=organisation.name))
    return request.get_full_path().replace(f"/o/{pk}/", f"/o/{kept}/", 1)


def _somewhere(standing: Standing, action: str) -> bool:
    """Whether one of this person's roles has this action, whatever it is done to."""
    return any(post.role in MATRIX[action] for post in standing.posts)
