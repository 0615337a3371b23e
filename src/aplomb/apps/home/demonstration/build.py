"""Making the demonstration world, through the same services as people: every write has its event in the journal."""

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from aplomb.apps.accounts.models import User
from aplomb.apps.documents.services import write as write_documents
from aplomb.apps.documents.wanted import Wanted
from aplomb.apps.evaluations import services
from aplomb.apps.evaluations.models import Entry, Evaluation
from aplomb.apps.evaluations.sync import MOST_OPERATIONS, sync
from aplomb.apps.home.demonstration import answers as plausible
from aplomb.apps.home.demonstration import (
    committees,
    departures,
    evidence,
    indicators,
    plans,
    shared,
    solutions,
)
from aplomb.apps.home.demonstration.people import (
    CONSULTANCY,
    ENGAGED,
    PASSWORD,
    PEOPLE,
    PROFESSIONS,
    PROPOSED,
    SITES,
    STRUCTURES,
    Person,
    Structure,
)  # fmt: skip
from aplomb.apps.journal.services import SYSTEM, lock_stream, new_stream
from aplomb.apps.organisations.models import Affiliation, Approval, Engagement, Membership, Organisation
from aplomb.apps.organisations.policy import Standing, standing_of
from aplomb.apps.referentials.models import Edition
from aplomb.apps.referentials.queries import compiled
from aplomb.domain.access.matrix import Role
from aplomb.domain.evaluations.answers import NA
from aplomb.domain.organisations.kinds import Kind

YEARS = timedelta(days=2 * 365)
MORNING = time(9, 0, tzinfo=UTC)
NAMESPACE = uuid.UUID("6f2d0a52-6b1f-4a52-9c1e-0d0f2b7a4c11")
# Days before today, mean level, share answered: an evaluation that is not whole stays open.
HISTORIES: Mapping[str, Sequence[tuple[str, int, float, float]]] = {
    "clairvaldieu": (("teleradiologie", 620, 1.35, 1), ("teleradiologie", 260, 1.9, 1),
                     ("teleradiologie", 20, 2.25, 0.6), ("imagerie", 120, 2.0, 1)),
    "port-salines": (("teleradiologie", 540, 1.7, 1), ("teleradiologie", 150, 2.35, 1)),
    "lignon-le-haut": (("teleradiologie", 430, 1.5, 1), ("imagerie", 60, 1.8, 0.85)),
    "lignon-salines": (("teleradiologie", 410, 1.2, 1), ("teleradiologie", 30, 1.6, 0.3)),
    "marennac": (("imagerie", 500, 1.75, 1), ("imagerie", 90, 2.4, 1)),
    "saint-aubrel": (("teleradiologie", 350, 2.1, 1), ("teleradiologie", 12, 2.3, 0.15)),
    "greve": (("imagerie", 300, 1.4, 1),),
    "ternoy": (("teleradiologie", 240, 1.85, 1),),
    "sainte-aurene": (("imagerie", 700, 1.55, 1), ("imagerie", 330, 2.05, 1), ("imagerie", 15, 2.3, 0.5)),
    "valbrune": (("teleradiologie", 45, 1.95, 0.95),),
    "montclair": (("imagerie", 200, 2.2, 1),),
    "orzette": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """What was made, to tell whoever asked for it."""

    organisations: int
    people: int
    evaluations: int
    entries: int


def build(today: date, *, sites: int = len(SITES), seed: int = 0) -> Made:
    """Make the world as it stands on this day; with more than twelve sites, the others are drawn from `seed`."""
    others = [place for place in STRUCTURES if place.kind is not Kind.SITE]
    structures = [*others, *SITES[:sites], *_more_sites(sites - len(SITES), seed)]
    since = today - YEARS
    organisations = {place.key: _organisation(place, since) for place in structures}
    _affiliate(structures, organisations, since)
    password = make_password(PASSWORD)  # slow on purpose, and the same for all: once is enough
    people = {person.login: _person(person, password, organisations, since) for person in PEOPLE}
    _engage(organisations, today)
    Approval.objects.create(
        organisation=organisations[CONSULTANCY.key], starts_on=since, granted_by=people["administration"]
    )
    _extra_managers(structures, organisations, people, since)
    editions = {row.code: row for row in Edition.objects.published().defer("data").order_by("published_at")}
    evaluations = 0
    for place in structures:
        if place.kind is Kind.SITE:
            site, manager = organisations[place.key], _manager(organisations[place.key])
            committees.found(place.key, site, manager, people, _first_day(place.key, today))
            evaluations += _site_history(place, site, editions, today, seed)
            committees.go_on(place.key, site, manager, today)
            own = people if place.key == "clairvaldieu" else {}
            plans.grow(place.key, site, manager, own, today)
    leading = {
        place.key: _manager(organisations[place.key]) for place in structures if place.kind is Kind.SITE
    }
    solutions.found(organisations, leading, today)
    indicators.found(organisations, leading, today)
    departures.found(organisations, people, today)
    shared.found(organisations, people, today)
    return Made(len(organisations), len(people), evaluations, Entry.objects.count())


def erase() -> None:
    """Empty the world before it is made again: every table of ours but the referentials and the migrations."""
    kept = ("django_", "procrastinate_", "referentials_", "knowledge_")
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if not name.startswith(kept)]
        names = ", ".join(connection.ops.quote_name(name) for name in sorted(tables))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY")


def accounts() -> Iterator[tuple[str, str]]:
    """The accounts to print, one a role: e-mail address and role in words."""
    for person in PEOPLE:
        if person.shown:
            yield person.email, person.shown


# — Places and people ————————————————————————————————————————————————————————


@transaction.atomic
def _organisation(place: Structure, since: date) -> Organisation:
    pen = new_stream("organisation")
    organisation = Organisation.objects.create(
        kind=place.kind, name=place.name, short_name=place.short, city=place.city, stream=pen.stream
    )
    pen.record(
        "organisation.created", by=SYSTEM, at=_moment(since), data={"name": place.name, "kind": place.kind}
    )
    pen.save()
    return organisation


def _affiliate(
    structures: Sequence[Structure], organisations: Mapping[str, Organisation], since: date
) -> None:
    Affiliation.objects.bulk_create(
        Affiliation(
            child=organisations[place.key],
            parent=organisations[parent],
            starts_on=since,
            accepted_at=_moment(since),
            shares_detail=place.shares_detail,
        )
        for place in structures
        for parent in place.parents
    )


@transaction.atomic
def _person(person: Person, password: str, organisations: Mapping[str, Organisation], since: date) -> User:
    user = User.objects.create_user(
        person.email,
        first_name=person.first,
        last_name=person.last,
        honorific=person.honorific,
        is_administrator=person.administrator,
        profession=PROFESSIONS.get(person.login, ("", ""))[0],
        rpps=PROFESSIONS.get(person.login, ("", ""))[1],
    )
    User.objects.filter(pk=user.pk).update(password=password)
    for role, key in person.roles:
        if key in organisations:
            _join(user, organisations[key], role, since)
    return user


def _join(user: User, organisation: Organisation, role: Role, since: date) -> None:
    pen = lock_stream(organisation.stream_id)
    Membership.objects.create(user=user, organisation=organisation, role=role, starts_on=since)
    pen.record("member.joined", by=SYSTEM, at=_moment(since), data={"member": user.actor_id, "role": role})
    pen.save()


def _engage(organisations: Mapping[str, Organisation], today: date) -> None:
    starts = today - timedelta(days=300)
    Engagement.objects.bulk_create(
        Engagement(
            consultancy=organisations[CONSULTANCY.key],
            organisation=organisations[key],
            starts_on=starts,
            accepted_at=_moment(starts) if key in ENGAGED else None,
        )
        for key in (*ENGAGED, *PROPOSED)
        if key in organisations
    )


def _more_sites(number: int, seed: int) -> list[Structure]:
    """Sites beyond the twelve, for whoever wants a large world: invented towns of the same region."""
    draw = random.Random(seed)  # noqa: S311 -- an invented world
    syllables = ("Val", "Mont", "Bel", "Cor", "Orz", "Lign", "Arm", "Sal", "Tern", "Brun", "Aub", "Mar")
    ends = ("eville", "ieu", "ac", "oux", "ettes", "igny", "erolles", "anges")
    found = []
    for n in range(max(0, number)):
        town = f"{draw.choice(syllables)}{draw.choice(ends)}-{n + 1}"
        found.append(
            Structure(f"site-{n}", Kind.SITE, f"Imagerie de {town}", town, "", ("region",), bool(n % 3))
        )
    return found


def _extra_managers(
    structures: Sequence[Structure],
    organisations: Mapping[str, Organisation],
    people: Mapping[str, User],
    since: date,
) -> None:
    """Each site beyond the twelve is led by the manager of three sites, so that it can be evaluated."""
    named = {key for person in PEOPLE for role, key in person.roles if role is Role.QUALITY_MANAGER}
    for place in structures:
        if place.kind is Kind.SITE and place.key not in named:
            with transaction.atomic():
                _join(people["c.maurivel"], organisations[place.key], Role.QUALITY_MANAGER, since)


def _first_day(key: str, today: date) -> date:
    """When a site set out: a month before its first evaluation."""
    first = max((days_ago for _code, days_ago, _mean, _answered in HISTORIES.get(key, ())), default=0)
    return today - timedelta(days=first + 30)


# — Evaluations ———————————————————————————————————————————————————————————————


def _site_history(
    place: Structure, site: Organisation, editions: Mapping[str, Edition], today: date, seed: int
) -> int:
    history = HISTORIES.get(place.key)
    if history is None:
        draw = plausible.draw_of(seed, place.key)
        history = [("teleradiologie", draw.randint(40, 600), draw.uniform(1.2, 2.5), 1)]
    manager = _manager(site)
    for number, (referential, days_ago, mean, answered) in enumerate(history, start=1):
        mood = plausible.Mood(mean, answered)
        _evaluation(
            place, site, manager, editions[referential], today - timedelta(days=days_ago), mood, number
        )
    return len(history)


def _evaluation(
    place: Structure,
    site: Organisation,
    manager: User,
    edition: Edition,
    day: date,
    mood: plausible.Mood,
    number: int,
) -> None:
    standing = standing_of(manager, day)
    tree = compiled(edition.pk)
    profile = {fact.code: fact.code not in place.missing for fact in tree.profile}
    started = _moment(day - timedelta(days=21))
    evaluation = services.create(
        site,
        edition,
        standing=standing,
        at=started,
        profile=profile,
        due_on=None if mood.answered == 1 else day + timedelta(days=40),
    )
    if place.key == "clairvaldieu" and mood.answered < 1:
        _assign(evaluation, site, standing, started)
    operations = list(_operations(place.key, number, tree, mood, profile))
    for start in range(0, len(operations), MOST_OPERATIONS):
        batch = operations[start : start + MOST_OPERATIONS]
        moment = started + timedelta(days=2, minutes=start)
        sync(evaluation.pk, batch, standing=standing, device=_id(place.key, "tablet"), since=None, at=moment)
    _documents(evaluation, manager, mood.level, day)
    if place.key == "clairvaldieu" and mood.answered < 1:
        evidence.put(evaluation, standing, started + timedelta(days=5))
    if mood.answered == 1:
        services.close(evaluation.pk, standing=standing, at=_moment(day))


def _operations(
    site: str, number: int, tree: Any, mood: plausible.Mood, profile: Mapping[str, bool]
) -> Iterator[dict[str, Any]]:
    for criterion, entry in plausible.answers(tree, site, mood, profile):
        operation: dict[str, Any] = {
            "id": _id(site, number, criterion.code),
            "criterion": criterion.code,
            "base": 0,
        }
        operation |= (
            {"score": "NA", "na_reason": entry.na_reason} if entry.score is NA else {"score": entry.score}
        )
        yield operation | ({"comment": entry.comment} if entry.comment else {})
    for requirement in tree.requirements:
        if note := plausible.note(site, requirement.code):
            yield {
                "id": _id(site, number, "note", requirement.code),
                "requirement": requirement.code,
                "base": 0,
                **note,
            }


def _assign(evaluation: Evaluation, site: Organisation, standing: Standing, at: datetime) -> None:
    """At the first site, two families are given to the evaluators and one to the committee's doctor."""
    members = list(
        Membership.objects.filter(organisation=site)
        .exclude(role=Role.QUALITY_MANAGER)
        .order_by("pk")
        .values_list("user_id", flat=True)
    )
    parts = {str(number): [member] for number, member in zip((3, 2, 4), members, strict=False)}
    services.assign(evaluation.pk, parts, standing=standing, at=at)


def _documents(evaluation: Evaluation, manager: User, level: float, day: date) -> None:
    """What the site says of the documents that this evaluation expects, on that day."""
    tree = compiled(evaluation.edition_id)
    wanted = []
    for document in tree.expected_documents(tree.asked(evaluation.facts)):
        site = str(evaluation.organisation_id)
        state, kept_at, ends = plausible.document(document.code, document.indispensable, site, level, day)
        values: dict[str, Any] = {"state": state.value, "kept_at": kept_at, "valid_until": ends}
        if ends:
            values["owner"] = manager.pk
        wanted.append(Wanted(f"{tree.code}/{document.code}", values))
    standing = standing_of(manager, day)
    write_documents(evaluation.organisation, wanted, standing=standing, at=_moment(day) - timedelta(days=1))


# — Small things ——————————————————————————————————————————————————————————————


def _manager(site: Organisation) -> User:
    membership = Membership.objects.filter(organisation=site, role=Role.QUALITY_MANAGER).select_related(
        "user"
    )
    found = membership.order_by("pk").first()
    assert found is not None  # noqa: S101 -- every site of the world has one
    return found.user


def _moment(day: date) -> datetime:
    return datetime.combine(day, MORNING)


def _id(*words: object) -> str:
    return str(uuid.uuid5(NAMESPACE, "\0".join(map(str, words))))
