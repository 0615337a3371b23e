"""The pages of an organisation's people and access, and the page of an invitation."""

from datetime import date, datetime
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from aplomb.apps.accounts import limits, links, outbox
from aplomb.apps.accounts.models import User
from aplomb.apps.accounts.stepup import confirmed
from aplomb.apps.accounts.views import CONFLICT, INVALID, origin, without_referrer
from aplomb.apps.organisations import approvals, forms, queries, services
from aplomb.apps.organisations.models import Engagement, Invitation, Membership, Organisation
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks, oneself, public
from aplomb.domain.access.matrix import Role
from aplomb.domain.organisations.kinds import SUPERVISING, Kind
from aplomb.domain.organisations.team import EndingFacts, why_not_end
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.refusals import sentence

INVITATION_KEY = "_invitation"


def refuse(request: HttpRequest, error: NotAllowed) -> None:
    for refusal in error.refusals:
        messages.error(request, sentence(refusal))


# — All of them ————————————————————————————————————————————————————————————————


@asks("organisation.create")
def organisation_list(request: Request) -> HttpResponse:
    """The organisations of the installation, for whoever makes them; a consultant sees their clients."""
    found = Organisation.objects.visible_to(request.standing).for_list()
    context = {
        "nav": "organisations",
        "organisations": found,
        "may_merge": request.standing.may("organisation.merge"),
    }
    return render(request, "organisations/list.html", context)


@asks("organisation.create", "GET", "POST")
@confirmed
def organisation_create(request: Request) -> HttpResponse:
    form = forms.New(request.POST or None, kinds=_kinds(request))
    if not form.is_valid():
        return _new_page(request, form, INVALID if form.is_bound else 200)
    values = {name: form.cleaned_data[name] for name in forms.Facts.Meta.fields}
    organisation, sent = services.create(
        Kind(form.cleaned_data["kind"]),
        values,
        manager=form.cleaned_data["manager"],
        standing=request.standing,
        origin=origin(request),
        at=timezone.now(),
    )
    return shown(request, organisation, [sent])


def _kinds(request: Request) -> list[Kind]:
    """What this person makes: anything, or sites for clients."""
    roles = {post.role for post in request.standing.posts}
    return list(Kind) if roles & {Role.ADMINISTRATOR, Role.SECRETARY} else [Kind.SITE]


def _new_page(
    request: Request, form: forms.New, status: int = 200, extract: forms.FromExtract | None = None
) -> HttpResponse:
    context = {"nav": "organisations", "form": form, "extract": extract or forms.FromExtract()}
    return render(request, "organisations/create.html", context, status=status)


@asks("organisation.create", "POST")
@confirmed
def organisation_prefill(request: Request) -> HttpResponse:
    """Fill the form of a new site in from its line of the FINESS extract; nothing is made, nothing is kept."""
    extract = forms.FromExtract(request.POST, request.FILES)
    if not extract.is_valid():
        return _new_page(request, forms.New(kinds=_kinds(request)), INVALID, extract)
    site = extract.cleaned_data["site"]
    here = Organisation.objects.visible_to(request.standing).filter(finess=site.finess).first()
    if here is not None:
        messages.warning(request, _("This number is that of {name}, which is here.").format(name=here.name))
    else:
        messages.success(
            request, _("The form is filled in from the extract: check it, then add who will run it.")
        )
    names = ("name", "short_name", "city", "siret", "finess")
    initial = {"kind": Kind.SITE, **{name: getattr(site, name) for name in names}}
    return _new_page(request, forms.New(kinds=_kinds(request), initial=initial))


# — The team ———————————————————————————————————————————————————————————————————


@asks("member.read")
def team(request: Request, organisation_pk: int) -> HttpResponse:
    return _team(request)


def _team(request: Request, status: int = 200, **more: Any) -> HttpResponse:
    organisation, at = request.organisation, timezone.now()
    may_invite = request.standing.may("member.invite", organisation.pk)
    context = {
        "nav": "team",
        "organisation": organisation,
        "rows": _rows(request, at),
        "former": list(queries.former_members(organisation, day_in_paris(at))[:50]),
        "may_invite": may_invite,
        "may_end": request.standing.may("member.deactivate", organisation.pk),
        "invitations": queries.open_invitations(organisation) if may_invite else [],
        "at": at,
        "day": day_in_paris(at),
        "mail": outbox.is_configured(),
        "form": _invite_form(request) if may_invite else None,
        **more,
    }
    return render(request, "organisations/team.html", context, status=status)


def _rows(request: Request, at: datetime) -> list[dict[str, Any]]:
    """Each member, with what stands in the way of ending their role."""
    organisation, day = request.organisation, day_in_paris(at)
    members = queries.members(organisation, day)
    managers = queries.managers_count(organisation, day)
    acting_as = request.standing.role_for("member.deactivate", organisation.pk)
    rows = []
    for member in members:
        oneself = member.membership.user_id == request.user.pk
        facts = EndingFacts(
            Kind(organisation.kind), Role(member.membership.role), acting_as, oneself, managers
        )
        refusals = why_not_end(facts)
        offered = acting_as is not None or oneself
        reasons = [sentence(refusal) for refusal in refusals] if offered else []
        rows.append(
            {"member": member, "oneself": oneself, "may_end": offered and not refusals, "reasons": reasons}
        )
    return rows


def _invite_form(request: Request, data: Any = None) -> forms.Invite:
    acting_as = request.standing.role_for("member.invite", request.organisation.pk)
    return forms.Invite(
        data, kind=Kind(request.organisation.kind), only_manager=acting_as is Role.ADMINISTRATOR
    )


@asks("member.invite", "POST")
@confirmed
def invite(request: Request, organisation_pk: int) -> HttpResponse:
    form = _invite_form(request, request.POST)
    if not form.is_valid():
        return _team(request, INVALID, form=form)
    emails = form.cleaned_data["emails"]
    limits.before_invitations(organisation_pk, len(emails))
    try:
        sent = services.invite(
            request.organisation,
            emails,
            form.cleaned_data["role"],
            standing=request.standing,
            origin=origin(request),
            at=timezone.now(),
            starts_on=form.cleaned_data["starts_on"],
            ends_on=form.cleaned_data["ends_on"],
        )
    except NotAllowed as error:
        refuse(request, error)
        return redirect("organisations:team", organisation_pk)
    return shown(request, request.organisation, sent)


def shown(request: Request, organisation: Organisation, sent: list[services.Sent]) -> HttpResponse:
    """Say what was sent; where no mail server carries the links, show them, this once."""
    said = ngettext(
        "%(count)d invitation is on its way.", "%(count)d invitations are on their way.", len(sent)
    )
    if outbox.is_configured():
        messages.success(request, said % {"count": len(sent)})
        return redirect("organisations:team", organisation.pk)
    context = {"nav": "team", "organisation": organisation, "sent": sent}
    return without_referrer(render(request, "organisations/links.html", context, status=201))


def _invitation(request: Request, pk: int) -> Invitation:
    return get_object_or_404(
        Invitation, pk=pk, organisation=request.organisation, accepted_at=None, revoked_at=None
    )


@asks("member.invite", "POST")
@confirmed
def invitation_again(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    invited = _invitation(request, pk)
    limits.before_invitations(organisation_pk, 1)
    sent = services.send_again(invited, standing=request.standing, origin=origin(request), at=timezone.now())
    return shown(request, request.organisation, [sent])


@asks("member.invite", "POST")
def invitation_revoke(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    services.revoke(_invitation(request, pk), standing=request.standing, at=timezone.now())
    messages.success(request, _("The link no longer opens."))
    return redirect("organisations:team", organisation_pk)


def _membership(request: Request, pk: int) -> Membership:
    current = Membership.current(day_in_paris(timezone.now()))
    rows = Membership.objects.filter(current, organisation=request.organisation)
    return get_object_or_404(rows.select_related("user", "organisation"), pk=pk)


@asks("member.deactivate", "GET", "POST")
@confirmed
def factors_forget(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    """Have somebody's second factors forgotten, having seen them."""
    membership = _membership(request, pk)
    if request.method != "POST":
        context = {"nav": "team", "organisation": request.organisation, "membership": membership}
        return render(request, "organisations/factors_forget.html", context)
    ends_at = services.forget_factors(membership, standing=request.standing, at=timezone.now())
    said = _("The second factors of %(name)s are forgotten from %(at)s on; they are told.")
    messages.success(request, said % {"name": membership.user, "at": _moment(ends_at)})
    return redirect("organisations:team", organisation_pk)


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F, H:i")


@asks("member.invite", "POST")
@confirmed
def factor_demand(request: Request, organisation_pk: int) -> HttpResponse:
    services.demand_factor_of_everyone(
        request.organisation,
        request.POST.get("demanded") == "on",
        standing=request.standing,
        at=timezone.now(),
    )
    return redirect("organisations:team", organisation_pk)


# — The organisation's own facts, who works for it, who supervises it ————————————


@asks("organisation.read", otherwise="member.read")
def settings(request: Request, organisation_pk: int) -> HttpResponse:
    """What is written about the organisation, who works for it, who supervises it, and for whom it does either."""
    return settings_page(request)


@asks("organisation.update", "POST")
def facts_update(request: Request, organisation_pk: int) -> HttpResponse:
    """Change what is written. If it changed since the page was made, show both and keep what is stored."""
    form = forms.Change(request.POST, instance=Organisation.objects.get(pk=organisation_pk))
    if not form.is_valid():
        return settings_page(request, INVALID, form=form)
    values = {name: form.cleaned_data[name] for name in forms.Facts.Meta.fields}
    version, at = form.cleaned_data["version"], timezone.now()
    try:
        services.update(request.organisation, values, version=version, standing=request.standing, at=at)
    except services.Stale:
        return _both(request, values)
    messages.success(request, _("What is written about the organisation is up to date."))
    return redirect("organisations:settings", organisation_pk)


def settings_page(request: Request, status: int = 200, **more: Any) -> HttpResponse:
    organisation, day = request.organisation, day_in_paris(timezone.now())
    standing = request.standing
    kind = Kind(organisation.kind)
    affiliations = queries.affiliations_of(organisation, day)
    arranges = standing.may("affiliation.arrange", organisation.pk)
    may_see_access = standing.may("member.read", organisation.pk)
    context = {
        "nav": "team" if kind is Kind.SITE else "organisation",
        "organisation": organisation,
        "form": forms.Change(instance=organisation),
        "may_update": standing.may("organisation.update", organisation.pk),
        "may_engage": standing.may("engagement.accept", organisation.pk),
        "may_supervise": standing.may("affiliation.accept", organisation.pk),
        "may_see_access": may_see_access,
        "engagements": queries.engagements_of(organisation, day) if kind is Kind.SITE else [],
        "may_arrange": arranges,
        "affiliations": affiliations,
        "left": queries.affiliations_over(organisation, day),
        "is_site": kind is Kind.SITE,
        "supervision": kind is Kind.SITE or bool(affiliations) or (arranges and kind in SUPERVISING),
        "advises": kind is Kind.CONSULTANCY,
        "approvable": kind in approvals.APPROVABLE,
        "approvals": approvals.approvals_of(organisation) if kind in approvals.APPROVABLE else [],
        "may_approve": standing.may("approval.grant", organisation.pk),
        "approve": forms.Approve(),
        "supervises": kind in SUPERVISING,
        **_partners(request, day if may_see_access else None),
        "engage": _engage_form(request, day, initial={"until": day + services.ENGAGEMENT_LASTS}),
        "supervise": forms.Supervise(first_day=day, shares=kind is Kind.SITE),
        "ask": forms.AskSite(first_day=day) if arranges and kind in SUPERVISING else None,
        "day": day,
        **more,
    }
    return render(request, "organisations/settings.html", context, status=status)


def _engage_form(request: Request, day: date, *data: Any, **kwargs: Any) -> forms.Engage | None:
    """The consultancies to choose from, for whoever may: those approved first."""
    if not request.standing.may("engagement.accept", request.organisation.pk):
        return None
    approved, others = approvals.consultancy_choices(day)
    return forms.Engage(*data, first_day=day, approved=approved, others=others, **kwargs)


def _partners(request: Request, day: date | None) -> dict[str, Any]:
    """For whom a consultancy works, who belongs to a group; and which of them the reader may go to."""
    organisation, kind = request.organisation, Kind(request.organisation.kind)
    clients = queries.clients_of(organisation, day) if day and kind is Kind.CONSULTANCY else []
    children = queries.members_of(organisation, day) if day and kind in SUPERVISING else []
    shown = {one.organisation_id for one in clients} | {one.child_id for one in children}
    readable = request.standing.organisations_for("organisation.read")
    return {
        "clients": clients,
        "children": children,
        "known": shown if readable is None else shown & readable,
    }


def _both(request: Request, values: dict[str, Any]) -> HttpResponse:
    stored = Organisation.objects.get(pk=request.organisation.pk)
    fields = forms.Facts(instance=stored).fields
    differing = [
        {"label": fields[name].label, "stored": getattr(stored, name), "typed": value}
        for name, value in values.items()
        if getattr(stored, name) != value
    ]
    back = reverse("organisations:settings", args=[stored.pk])
    return render(request, "accounts/conflict.html", {"differing": differing, "back": back}, status=CONFLICT)


@asks("engagement.accept", "POST")
@confirmed
def engagement_create(request: Request, organisation_pk: int) -> HttpResponse:
    form = _engage_form(request, day_in_paris(timezone.now()), request.POST)
    if form is None:
        raise NotAllowed([Refusal("engagement.accept.not-yours")])
    if not form.is_valid():
        return settings_page(request, INVALID, engage=form)
    try:
        services.engage(
            request.organisation,
            form.cleaned_data["consultancy"],
            until=form.cleaned_data["until"],
            standing=request.standing,
            at=timezone.now(),
        )
    except NotAllowed as error:
        refuse(request, error)
    else:
        messages.success(request, _("The consultancy works for you from today on."))
    return redirect("organisations:settings", organisation_pk)


def _engagement(request: Request, pk: int) -> Engagement:
    standing = Engagement.objects.filter(
        Engagement.standing(day_in_paris(timezone.now())), organisation=request.organisation
    )
    return get_object_or_404(standing.select_related("organisation", "consultancy"), pk=pk)


@asks("engagement.accept", "POST")
@confirmed
def engagement_accept(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    services.accept_engagement(_engagement(request, pk), standing=request.standing, at=timezone.now())
    messages.success(request, _("The consultancy works for you from today on."))
    return redirect("organisations:settings", organisation_pk)


@asks("engagement.end", "POST")
def engagement_end(request: Request, organisation_pk: int, pk: int) -> HttpResponse:
    services.end_engagement(_engagement(request, pk), standing=request.standing, at=timezone.now())
    messages.success(request, _("The consultancy sees nothing of yours any more."))
    return redirect("organisations:settings", organisation_pk)


# — The page of an invitation ——————————————————————————————————————————————————


@sensitive_post_parameters("password")
@public("GET", "POST")
def invitation(request: Request, secret: str) -> HttpResponse:
    """Accept an invitation. Looking at the page uses nothing up: only the form does."""
    limits.before_link(limits.address_of(request))
    at = timezone.now()
    invited = queries.invitation_of(links.digest(secret), at)
    if invited is None or not services.is_still_backed(invited, at):
        return without_referrer(render(request, "organisations/dead_invitation.html", status=404))
    return without_referrer(_answer(request, invited, secret, at))


def _answer(request: Request, invited: Invitation, secret: str, at: datetime) -> HttpResponse:
    """What the page shows and takes depends on who opens it."""
    owner = queries.account_of(invited.email)
    user: Any = request.user
    if user.is_authenticated and user.email != invited.email:
        return _page(request, invited, "another")
    if user.is_authenticated:
        if request.method == "POST":
            return _join(request, invited, user, at)
        return _page(request, invited, "mine")
    if owner is not None:
        if request.method == "POST":
            # Signing in keeps the session's content under another key; the link is not put in an address.
            request.session[INVITATION_KEY] = secret
            return redirect(f"{reverse('account_login')}?next={reverse('organisations:invitation-mine')}")
        return _page(request, invited, "known")
    return _new_account(request, invited, at)


def _page(
    request: Request, invited: Invitation, who: str, form: forms.Join | None = None, status: int = 200
) -> HttpResponse:
    context = {"invitation": invited, "who": who, "form": form}
    return render(request, "organisations/invitation.html", context, status=status)


def _join(request: Request, invited: Invitation, user: User, at: datetime) -> HttpResponse:
    if services.accept(invited, user, at=at, session=request.session) is None:
        return render(request, "organisations/dead_invitation.html", status=404)
    request.session.pop(INVITATION_KEY, None)
    messages.success(request, _("You are one of %(name)s now.") % {"name": invited.organisation})
    return redirect("home:mine")


def _new_account(request: Request, invited: Invitation, at: datetime) -> HttpResponse:
    form = forms.Join(
        request.POST or None,
        email=invited.email,
        role=Role(invited.role),
        organisation=invited.organisation,
    )
    if not form.is_valid():
        return _page(request, invited, "new", form, INVALID if form.is_bound else 200)
    user = services.accept_with_new_account(invited, form.cleaned_data, at=at)
    if user is None:
        return render(request, "organisations/dead_invitation.html", status=404)
    login = Login(user=user, email=user.email, redirect_url=reverse("home:mine"))
    return perform_password_login(request, {"email": user.email}, login)


@oneself("my_data.write")
def invitation_mine(request: Request) -> HttpResponse:
    """Back from signing in: the invitation that the person was about to accept."""
    secret = request.session.get(INVITATION_KEY)
    if not secret:
        raise Http404
    return without_referrer(redirect("organisations:invitation", secret))
