"""The pages of signing in that are ours, and those of one's own account."""

from typing import Any

from allauth.account.internal.flows.logout import logout
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from aplomb.apps.accounts import forms, limits, links, outbox, queries, services
from aplomb.apps.accounts.adapters import AccountAdapter, keep_language, may_use_keys
from aplomb.apps.accounts.models import Link, User
from aplomb.apps.accounts.rights import oneself, public
from aplomb.apps.accounts.sessions import digest
from aplomb.apps.accounts.stepup import confirmed

INVALID = 422
CONFLICT = 409


class OwnRequest(HttpRequest):
    """A request whose person is signed in."""

    user: User


def origin(request: HttpRequest) -> str:
    """Where links lead: the address under which the site was reached, which the host list allows."""
    return request.build_absolute_uri("/").rstrip("/")


# — Out, and back in —————————————————————————————————————————————————————————


@public("GET", "POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ask, then sign out: nothing of the session is left on the device."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGOUT_REDIRECT_URL)
    if request.method != "POST":
        return render(request, "accounts/sign_out.html")
    logout(request)
    response = redirect(settings.LOGOUT_REDIRECT_URL)
    response["Clear-Site-Data"] = '"cache", "cookies"'
    return response


@public("GET", "POST")
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Send a link to whoever has this address; the answer says nothing of whether somebody has."""
    form = forms.ForgottenPassword(request.POST or None)
    if not form.is_valid():
        status = INVALID if form.is_bound else 200
        return render(request, "accounts/forgotten_password.html", {"form": form}, status=status)
    email = form.cleaned_data["email"]
    limits.before_reset(limits.address_of(request))
    if limits.may_send_reset(email):
        services.ask_new_password(email, origin=origin(request), at=timezone.now())
    return redirect("accounts:forgotten-sent")


@public()
def forgotten_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/forgotten_sent.html", {"mail": outbox.is_configured()})


@sensitive_post_parameters("password")
@public("GET", "POST")
def new_password(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a password through a link. Looking at the page uses nothing up: only the form does."""
    limits.before_link(limits.address_of(request))
    at = timezone.now()
    link = links.find(secret, Link.Purpose.PASSWORD, at)
    if link is None:
        return without_referrer(render(request, "accounts/dead_link.html", status=404))
    form = forms.NewPassword(request.POST or None, user=link.user)
    if form.is_valid() and services.use_password_link(link, form.cleaned_data["password"], at=at):
        messages.success(request, _("Your password is changed: sign in with it."))
        return without_referrer(redirect("account_login"))
    status = INVALID if form.is_bound else 200
    context = {"form": form, "person": link.user}
    return without_referrer(render(request, "accounts/new_password.html", context, status=status))


def without_referrer(response: HttpResponse) -> HttpResponse:
    """A page whose address is a secret tells it to nobody."""
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


# — One's own account ——————————————————————————————————————————————————————————


@oneself("my_data.read")
def enrol(request: OwnRequest) -> HttpResponse:
    """Where whoever must have a second factor chooses one."""
    if queries.has_factor(request.user):
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"keys": may_use_keys(request), "demanded": queries.must_have_factor(request.user)}
    return render(request, "accounts/enrol.html", context)


@oneself("my_data.read")
def factors(request: OwnRequest) -> HttpResponse:
    """Factors are listed on the page of the account."""
    return redirect("accounts:account")


@oneself("my_data.read")
def account(request: OwnRequest) -> HttpResponse:
    return _account(request)


def _account(request: OwnRequest, status: int = 200, **more: Any) -> HttpResponse:
    """The page of one's account; `more` brings back a form with what is wrong in it, or a key to show once."""
    at, user = timezone.now(), request.user
    context = {
        "profile": forms.Profile(instance=user),
        "token_form": forms.NewToken(),
        "email_form": forms.NewEmail(),
        "factors": queries.factors(user),
        "demanded": queries.must_have_factor(user, at),
        "sessions": queries.open_sessions(user, at),
        "this_session": digest(request.session.session_key or ""),
        "tokens": queries.valid_tokens(user, at),
        "keys": may_use_keys(request),
        "roles": queries.current_roles(user, at),
        **more,
    }
    return render(request, "accounts/account.html", context, status=status)


@oneself("my_data.write", "POST")
def profile_update(request: OwnRequest) -> HttpResponse:
    """Change name and preferences. If another page changed them meanwhile, show both and keep what is stored."""
    form = forms.Profile(request.POST, instance=User.objects.get(pk=request.user.pk))
    if not form.is_valid():
        return _account(request, INVALID, profile=form)
    values = {name: form.cleaned_data[name] for name in forms.Profile.Meta.fields}
    try:
        services.update_profile(request.user, values, version=form.cleaned_data["version"], at=timezone.now())
    except services.Stale:
        return _both(request, values)
    translation.activate(values["language"])
    messages.success(request, _("Your account is up to date."))
    response = redirect("accounts:account")
    keep_language(response, values["language"])
    return response


def _both(request: OwnRequest, values: dict[str, Any]) -> HttpResponse:
    stored = User.objects.get(pk=request.user.pk)
    labels = {name: field.label for name, field in forms.Profile(instance=stored).fields.items()}
    differing = [
        {"label": labels[name], "stored": _shown(getattr(stored, name)), "typed": _shown(value)}
        for name, value in values.items()
        if getattr(stored, name) != value
    ]
    context = {"differing": differing, "back": reverse("accounts:account")}
    return render(request, "accounts/conflict.html", context, status=CONFLICT)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)


@sensitive_post_parameters("current", "password")
@oneself("my_data.write", "GET", "POST")
def password_change(request: OwnRequest) -> HttpResponse:
    adapter = AccountAdapter(request)
    form = forms.ChangePassword(
        request.POST or None,
        user=request.user,
        is_right=lambda current: adapter.reauthenticate(request.user, current),
    )
    if form.is_valid():
        services.change_password(
            request.user, form.cleaned_data["password"], at=timezone.now(), session=request.session
        )
        update_session_auth_hash(request, request.user)
        messages.success(request, _("Your password is changed; your other sessions have ended."))
        return redirect("accounts:account")
    status = INVALID if form.is_bound else 200
    return render(request, "accounts/password_change.html", {"form": form}, status=status)


@oneself("my_data.write", "POST")
@confirmed
def email_change(request: OwnRequest) -> HttpResponse:
    form = forms.NewEmail(request.POST)
    if not form.is_valid():
        return _account(request, INVALID, email_form=form)
    if limits.may_send_reset(request.user.email):
        services.ask_email_change(
            request.user, form.cleaned_data["email"], origin=origin(request), at=timezone.now()
        )
    messages.success(
        request,
        _("A link was sent to this address, if it can be yours. Open it within the hour to confirm."),
    )
    return redirect("accounts:account")


@oneself("my_data.write", "GET", "POST")
def email_confirm(request: OwnRequest, secret: str) -> HttpResponse:
    """Take the new address, from the session of the person who asked."""
    limits.before_link(limits.address_of(request))
    at = timezone.now()
    link = links.find(secret, Link.Purpose.EMAIL, at)
    if link is None or link.user_id != request.user.pk:
        return without_referrer(render(request, "accounts/dead_link.html", status=404))
    if request.method != "POST":
        return without_referrer(render(request, "accounts/email_confirm.html", {"link": link}))
    if services.use_email_link(link, at=at, session=request.session):
        messages.success(request, _("This is your address from now on: sign in with it."))
    else:
        messages.error(request, _("This link no longer opens: ask for another."))
    return without_referrer(redirect("accounts:account"))


@oneself("my_data.write", "POST")
def session_end(request: OwnRequest, session: str) -> HttpResponse:
    if session == digest(request.session.session_key or ""):
        return redirect("account_logout")
    if not services.end_session(request.user, session, at=timezone.now()):
        raise Http404
    messages.success(request, _("This session has ended."))
    return redirect("accounts:account")


@oneself("my_data.write", "POST")
def sessions_end(request: OwnRequest) -> HttpResponse:
    ended = services.end_other_sessions(request.user, request.session, at=timezone.now())
    said = ngettext("%(count)d other session has ended.", "%(count)d other sessions have ended.", ended)
    messages.success(request, said % {"count": ended})
    return redirect("accounts:account")


@oneself("my_data.write", "POST")
@confirmed
def token_create(request: OwnRequest) -> HttpResponse:
    """Make a key for a program, and show it: this once, and never again."""
    form = forms.NewToken(request.POST)
    if not form.is_valid():
        return _account(request, INVALID, token_form=form)
    token, key = services.make_token(request.user, at=timezone.now(), **form.cleaned_data)
    return without_referrer(_account(request, 201, made=token, key=key))


@oneself("my_data.write", "POST")
def token_revoke(request: OwnRequest, pk: int) -> HttpResponse:
    if not services.revoke_token(request.user, pk, at=timezone.now()):
        raise Http404
    messages.success(request, _("This key opens nothing any more."))
    return redirect("accounts:account")


@oneself("my_data.read", "POST")
@confirmed
def my_data(request: OwnRequest) -> HttpResponse:
    """Everything that we hold about the person, as a file."""
    at = timezone.now()
    services.exported(request.user, at=at)
    response = JsonResponse(
        queries.my_data(request.user, at), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = f'attachment; filename="aplomb-{at:%Y-%m-%d}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


# — Messages, where there is no mail server ———————————————————————————————————


@oneself("platform.settings")
def messages_waiting(request: OwnRequest) -> HttpResponse:
    """The messages that could not be sent, for the administrator; with their text in a demonstration only."""
    if not request.user.is_administrator:
        raise Http404
    shown = outbox.latest()
    texts = {message.pk: outbox.text_of(message) for message in shown} if settings.DEMO else {}
    rows = [{"message": message, "text": texts.get(message.pk, "")} for message in shown]
    context = {
        "nav": "messages",
        "rows": rows,
        "configured": outbox.is_configured(),
        "waiting": outbox.waiting_count(),
    }
    return render(request, "accounts/messages.html", context)
