"""An evaluation's pages: the list of a site, a new one, the grid, who answers what, closing and reopening."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aplomb.apps.evaluations import guidance, queries, services
from aplomb.apps.evaluations.forms import Facts, NewEvaluation, Reopening, parts_chosen
from aplomb.apps.evaluations.grid import actions, grid_data, grid_in_page, title_of
from aplomb.apps.evaluations.grid_words import words_address, words_file
from aplomb.apps.evaluations.models import Assignment, Evaluation
from aplomb.apps.organisations.policy import NotAllowed
from aplomb.apps.organisations.rights import Request, asks, public
from aplomb.apps.referentials.models import Edition
from aplomb.apps.referentials.queries import compiled
from aplomb.apps.solutions.models import part_words
from aplomb.apps.solutions.queries import Subject, subjects_at
from aplomb.domain.evaluations.lifecycle import Kind, Status, why_not_close
from aplomb.domain.referentials.edition import Criterion, edition_order
from aplomb.domain.referentials.edition import Edition as Tree
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal
from aplomb.web.compression import compressed
from aplomb.web.refusals import sentence
from aplomb.web.templatetags.aplomb import language

A_PAGE = 50
YEAR = 365 * 24 * 3600
STALE = Refusal("evaluation.form.stale")


def found(request: Request, pk: int) -> Evaluation:
    """The evaluation of an address, and the place that the side bar then shows; 404 to whoever may not read it."""
    evaluation = queries.for_grid(pk, request.standing)
    request.organisation = evaluation.organisation
    return evaluation


def today() -> date:
    return day_in_paris(timezone.now())


# — The list —————————————————————————————————————————————————————————————————


@asks("evaluation.read")
def evaluation_list(request: Request, organisation_pk: int) -> HttpResponse:
    """A site's evaluations, the newest first: how far each is, its score, its days."""
    listed = (
        Evaluation.objects.visible_to(request.standing)
        .filter(organisation=organisation_pk)
        .select_related("edition", "solution", "closed_by")
        .defer("edition__data", "frozen")
        .latest_first()
    )
    page = Paginator(listed, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": request.organisation,
        "page": page,
        "rows": [_row(one) for one in page],
        "may_create": _kind_of(request) is not None,
        "today": today(),
        "nav": "evaluations",
    }
    return render(request, "evaluations/list.html", context)


@dataclass(frozen=True, slots=True)
class Row:
    """An evaluation in the list, its figures read off its summary."""

    evaluation: Evaluation
    title: str
    parts: list[Any]
    score: Any
    completion: Any
    left: int
    late: bool


def _row(evaluation: Evaluation) -> Row:
    total = evaluation.summary["total"]
    settled = total["answered"] + total["na"]
    due = evaluation.due_on
    return Row(
        evaluation=evaluation,
        title=title_of(evaluation),
        parts=part_words(evaluation.parts),
        score=queries.share_of(total, "achieved", "potential_answered"),
        completion=queries.share_of({**total, "settled": settled}, "settled", "asked"),
        left=total["asked"] - settled,
        late=due is not None and due < today() and not evaluation.is_closed,
    )


def _kind_of(request: Request) -> Kind | None:
    """Which kind of evaluation this person may start here: their site's own, or that of a consultant."""
    for kind, action in services.CREATING.items():
        if request.standing.may(action, request.organisation.pk):
            return kind
    return None


# — A new one ————————————————————————————————————————————————————————————————


@asks("evaluation.read", "GET", "POST")
def evaluation_create(request: Request, organisation_pk: int) -> HttpResponseBase:
    """Choose a referential, then say what holds of the site."""
    kind = _kind_of(request)
    if kind is None:
        raise NotAllowed([Refusal("evaluation.create.not-yours")])
    editions = _offered()
    chosen = _chosen(editions, request)
    if chosen is None:
        return render(
            request,
            "evaluations/new_referential.html",
            {
                "organisation": request.organisation,
                "editions": [(one, compiled(one.pk)) for one in editions],
                "solution": request.GET.get("solution", ""),
                "nav": "evaluations",
            },
        )
    tree = compiled(chosen.pk)
    about = _subjects(request)
    asked_of = request.GET.get("solution", "")
    form = NewEvaluation(
        request.POST or None,
        initial={"subject": next((key for key in about if asked_of and key.startswith(f"{asked_of}:")), "")},
        subjects=[(key, "") for key in about],
        edition=tree,
        lang=language(),
        known=_known_facts(request, chosen.code),
        today=today(),
    )
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["subject"]
        evaluation = services.create(
            request.organisation,
            chosen,
            subject=about[wanted].subject if wanted else None,
            whole=bool(wanted) and not about[wanted].parts,
            standing=request.standing,
            at=timezone.now(),
            kind=kind,
            profile=form.profile,
            selection=form.cleaned_data["selection"],
            due_on=form.cleaned_data["due_on"],
        )
        return redirect(evaluation)
    context = {
        "organisation": request.organisation,
        "edition": chosen,
        "tree": tree,
        "several": len(editions) > 1,
        "form": form,
        "selections": _selections(form, tree),
        "subjects": _shown_subjects(form, about),
        "consultant": kind is Kind.CONSULTANT,
        "nav": "evaluations",
    }
    return render(request, "evaluations/new.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class About:
    """A solution as this site may have it evaluated: for these parts, or as such without any."""

    subject: Subject
    parts: tuple[str, ...]


def _subjects(request: Request) -> dict[str, About]:
    """What may be evaluated here besides the site itself, by what the form sends: `12:part`, `12:whole`."""
    found: dict[str, About] = {}
    for one in subjects_at(request.organisation, request.standing, today()):
        if one.parts:
            found[f"{one.solution.pk}:part"] = About(one, one.parts)
        if one.owned:
            found[f"{one.solution.pk}:whole"] = About(one, ())
    return found


def _shown_subjects(form: NewEvaluation, about: Mapping[str, About]) -> list[dict[str, Any]]:
    """The solutions with how many of the criteria each would be asked when everything holds."""
    chosen = form["subject"].value() or ""
    return [
        {
            "key": key,
            "name": one.subject.solution.name,
            "parts": part_words(one.parts),
            "count": len(form.edition.asked(parts=one.parts)),
            "checked": key == chosen,
        }
        for key, one in about.items()
    ]


def _offered() -> list[Edition]:
    """The newest published edition of each referential."""
    newest: dict[str, Edition] = {}
    for edition in Edition.objects.published().defer("data").order_by("code", "pk"):
        kept = newest.get(edition.code)
        if kept is None or edition_order(edition.edition) > edition_order(kept.edition):
            newest[edition.code] = edition
    return list(newest.values())


def _chosen(editions: list[Edition], request: Request) -> Edition | None:
    wanted = request.POST.get("edition") or request.GET.get("edition")
    if wanted is None and len(editions) == 1:
        return editions[0]
    return next((one for one in editions if str(one.pk) == wanted), None)


def _known_facts(request: Request, referential: str) -> dict[str, bool]:
    """What the site has said of itself, and what its latest evaluation on this referential said, which wins."""
    latest = (
        Evaluation.objects.visible_to(request.standing)
        .filter(organisation=request.organisation.pk, referential=referential)
        .order_by("-created_at", "-pk")
        .values_list("profile", flat=True)
        .first()
    )
    return {**request.organisation.profile, **(latest or {})}


def _selections(form: NewEvaluation, tree: Any) -> list[dict[str, Any]]:
    """The whole grid and the shorter ones, with how many criteria each has when everything is asked."""
    chosen = form["selection"].value() or ""
    counts = {
        "": len(tree.criteria),
        **{one.code: len(tree.asked(None, one.code)) for one in tree.selections},
    }
    titles = {one.code: one.title.in_(language()) for one in tree.selections}
    return [
        {
            "code": code,
            "title": titles.get(code, _("All criteria")),
            "count": count,
            "checked": code == chosen,
        }
        for code, count in counts.items()
    ]


# — The grid —————————————————————————————————————————————————————————————————


@asks("evaluation.read")
def evaluation_detail(request: Request, pk: int) -> HttpResponseBase:
    """The grid: drawn in the browser from what the page holds, saved through the API."""
    evaluation = found(request, pk)
    data = grid_data(evaluation, request.standing, language(), timezone.now())
    context = {
        "evaluation": evaluation,
        "title": title_of(evaluation),
        "data": data,
        "embedded": grid_in_page(data, evaluation, language()),
        "words": words_address(language()),
        "actions": actions(evaluation, request.standing),
        "people": list(data["people"].values())[:5],
        "urls": _urls(evaluation),
        "nav": "evaluations",
    }
    return compressed(request, render(request, "evaluations/detail.html", context))


def _urls(evaluation: Evaluation) -> dict[str, str]:
    return {
        "login": reverse("account_login"),
        "logout": reverse("account_logout"),
        "account": reverse("accounts:account"),
        "documents": reverse("documents:list", args=[evaluation.organisation_id]),
        "list": reverse("evaluations:list", args=[evaluation.organisation_id]),
    }


@asks("referential.read")
def guidance_file(request: Request, digest: str, lang: str) -> HttpResponseBase:
    """What stands beside the criteria of an edition: its address names its content, so it is kept for a year."""
    if not request.user.is_authenticated:
        raise Http404
    body = guidance.find(digest, lang)
    if body is None:
        raise Http404
    return _kept(request, body, "private")


@public()
def words_of_grid(request: Request, digest: str, lang: str) -> HttpResponseBase:
    """The sentences of the grid: like its guidance, kept for a year under an address that names them."""
    known, body = words_file(lang) if lang in dict(settings.LANGUAGES) else ("", b"")
    if known != digest:
        raise Http404
    return _kept(request, body, "public")


def _kept(request: Request, body: bytes, for_whom: str) -> HttpResponseBase:
    response = HttpResponse(body, content_type="application/json")
    response["Cache-Control"] = f"{for_whom}, max-age={YEAR}, immutable"
    return compressed(request, response)


# — Facts, assignments ———————————————————————————————————————————————————————


@asks("evaluation.read", "GET", "POST")
def evaluation_profile(request: Request, pk: int) -> HttpResponseBase:
    """State the site's facts anew: what is no longer asked is kept aside, and comes back with its fact."""
    evaluation = found(request, pk)
    _lead(request, evaluation)
    form = Facts(
        request.POST or None,
        edition=compiled(evaluation.edition_id),
        lang=language(),
        known=evaluation.profile,
    )
    if request.method == "POST" and form.is_valid() and not _is_stale(request, evaluation):
        services.change_profile(pk, form.profile, standing=request.standing, at=timezone.now())
        messages.success(request, _("The facts are recorded; the grid asks what they call for."))
        return redirect(evaluation)
    return _form_page(request, evaluation, "evaluations/profile.html", form=form)


@asks("evaluation.read", "GET", "POST")
def evaluation_assignments(request: Request, pk: int) -> HttpResponseBase:
    """Give families or requirements to people of the site. What is given to nobody is the quality manager's."""
    evaluation = found(request, pk)
    _lead(request, evaluation)
    edition = compiled(evaluation.edition_id)
    people = services.assignable(evaluation, today())
    given: dict[str, set[int]] = {}
    for part, user in Assignment.objects.filter(evaluation=evaluation).values_list("part", "user_id"):
        given.setdefault(part, set()).add(user)
    if request.method == "POST":
        known = [*(part.code for part in edition.families), *(part.code for part in edition.requirements)]
        chosen = parts_chosen(request.POST, known)
        if not _is_stale(request, evaluation):
            changed = {part: who for part, who in chosen.items() if who != given.get(part, set())}
            if changed:
                services.assign(pk, changed, standing=request.standing, at=timezone.now())
            messages.success(request, _("The parts are given."))
            return redirect(evaluation)
        given = chosen
    asked = evaluation.asked(edition)
    return _form_page(
        request,
        evaluation,
        "evaluations/assignments.html",
        people=people,
        families=_parts(edition.families, asked, given),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A family or a requirement to be given, and to whom it is."""

    code: str
    title: Any
    count: int
    given: frozenset[int]
    requirements: tuple["Part", ...] = ()

    @property
    def divided(self) -> bool:
        """Whether some requirement of it is given apart."""
        return any(part.given for part in self.requirements)


def _parts(families: Any, asked: tuple[Criterion, ...], given: dict[str, set[int]]) -> list[Part]:
    counts: dict[tuple[str, str], int] = {}
    for criterion in asked:
        for key in (("family", criterion.family), ("requirement", criterion.requirement)):
            counts[key] = counts.get(key, 0) + 1

    def part(kind: str, group: Any, inner: tuple[Part, ...] = ()) -> Part:
        who = frozenset(given.get(group.code, ()))
        return Part(group.code, group.title, counts.get((kind, group.code), 0), who, inner)

    return [
        part(
            "family",
            family,
            tuple(
                part("requirement", one)
                for one in family.requirements
                if counts.get(("requirement", one.code))
            ),
        )
        for family in families
        if counts.get(("family", family.code))
    ]


def _lead(request: Request, evaluation: Evaluation) -> None:
    if not queries.leads(evaluation, request.standing):
        raise NotAllowed([Refusal("evaluation.assign.not-yours")])


def _is_stale(request: Request, evaluation: Evaluation) -> bool:
    """Whether somebody changed the evaluation's facts, parts or state since the form was shown (C1)."""
    return request.POST.get("structure") != str(evaluation.structure)


def _form_page(request: Request, evaluation: Evaluation, template: str, **more: Any) -> HttpResponse:
    """A form of an evaluation, or what stands in its way; a form made from an older state says so, 409."""
    stale = request.method == "POST" and _is_stale(request, evaluation)
    form = more.get("form")
    context = {
        "evaluation": evaluation,
        "title": title_of(evaluation),
        "stale": sentence(STALE) if stale else "",
        "nav": "evaluations",
        **more,
    }
    status = 409 if stale else 422 if form is not None and form.errors else 200
    return render(request, template, context, status=status)


# — Its state ————————————————————————————————————————————————————————————————


@asks("evaluation.read", "GET", "POST")
def evaluation_close(request: Request, pk: int) -> HttpResponseBase:
    """What is still missing, or the confirmation that freezes the answers."""
    evaluation = found(request, pk)
    refusals = why_not_close(queries.closing_facts(evaluation, request.standing))
    if request.method == "POST" and not refusals:
        services.close(pk, standing=request.standing, at=timezone.now())
        messages.success(request, _("The evaluation is closed: its answers are frozen."))
        return redirect("evaluations:results", pk)
    if any(refusal.code.endswith("not-yours") for refusal in refusals):
        raise NotAllowed(refusals)
    context = {
        "missing": [_missing(evaluation, one) for one in refusals],
        "total": evaluation.summary["total"],
    }
    response = _form_page(request, evaluation, "evaluations/close.html", **context)
    response.status_code = 409 if request.method == "POST" else 200
    return response


@dataclass(frozen=True, slots=True)
class Missing:
    """One reason why it cannot be closed, with the criteria or requirements that it is about."""

    title: str
    show: str
    targets: list[tuple[str, str]]


def _missing(evaluation: Evaluation, refusal: Refusal) -> Missing:
    edition = compiled(evaluation.edition_id)
    codes = refusal.facts.get("criteria", [])
    assert isinstance(codes, list)  # noqa: S101 -- the rule gives a list
    titles = {
        "evaluation.close.unanswered": _("Criteria without an answer"),
        "evaluation.close.unjustified-na": _("Criteria answered NA without a reason"),
        "evaluation.close.conflicts": _("Two answers, to be settled"),
        "evaluation.close.uncommented": _("Criteria below compliant without a comment"),
    }
    shows = {"evaluation.close.unanswered": "unanswered", "evaluation.close.conflicts": "conflict"}
    order = {code: place for place, code in enumerate(edition.by_code)}
    targets = [
        (code, _text_of(edition, code)) for code in sorted(codes, key=lambda code: order.get(code, -1))
    ]
    return Missing(
        title=titles.get(refusal.code, sentence(refusal)), show=shows.get(refusal.code, ""), targets=targets
    )


def _text_of(edition: Tree, code: str) -> str:
    """The words of a criterion, or of a requirement."""
    criterion, requirement = edition.by_code.get(code), edition.requirements_by_code.get(code)
    if criterion is not None:
        return criterion.text.in_(language())
    return requirement.title.in_(language()) if requirement is not None else ""


@asks("evaluation.read", "GET", "POST")
def evaluation_reopen(request: Request, pk: int) -> HttpResponseBase:
    """Open a closed evaluation again, with the reason that the journal keeps."""
    evaluation = found(request, pk)
    if not request.standing.may(queries.reopening_action(evaluation), evaluation.organisation_id):
        raise NotAllowed([Refusal("evaluation.reopen.not-yours")])
    form = Reopening(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.move(
            pk,
            Status.OPEN,
            standing=request.standing,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
        )
        messages.success(request, _("The evaluation is open again."))
        return redirect(evaluation)
    context = {"evaluation": evaluation, "title": title_of(evaluation), "form": form, "nav": "evaluations"}
    return render(request, "evaluations/reopen.html", context, status=422 if form.errors else 200)


@asks("evaluation.read", "POST")
def evaluation_move(request: Request, pk: int) -> HttpResponseBase:
    """Open a draft, send to review, take back from it."""
    evaluation = found(request, pk)
    wanted = request.POST.get("to", "")
    if wanted not in (Status.OPEN, Status.REVIEW):
        raise Http404
    if evaluation.is_closed:
        raise NotAllowed(
            [Refusal("evaluation.move.wrong-status", {"status": evaluation.status, "to": wanted})]
        )
    services.move(pk, Status(wanted), standing=request.standing, at=timezone.now())
    return redirect(evaluation)
