"""Two rows of one organisation become one: everything of the double goes to the one that is kept, or nothing does."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ForeignObjectRel, Q
from django.utils.translation import pgettext_lazy

from aplomb.apps.accounts.sessions import end_others
from aplomb.apps.journal.services import lock_stream
from aplomb.apps.organisations.models import (
    Affiliation,
    Dated,
    Engagement,
    Invitation,
    Membership,
    Organisation,
)
from aplomb.apps.organisations.policy import NotAllowed, Standing
from aplomb.domain.organisations.doubles import ACTION, Known, Reason, doubles, why_not_merge
from aplomb.domain.shared.calendar import day_in_paris
from aplomb.domain.shared.refusal import Refusal

MERGE = ACTION
FACTS = ("name", "short_name", "city", "siret", "finess")
# How people call what can hang on an organisation; each area's own rows by its model's name.
WORDS: Mapping[str, Any] = {
    "Membership": pgettext_lazy("what hangs on an organisation", "roles"),
    "Affiliation": pgettext_lazy("what hangs on an organisation", "affiliations"),
    "Engagement": pgettext_lazy("what hangs on an organisation", "engagements of consultancies"),
    "Invitation": pgettext_lazy("what hangs on an organisation", "invitations"),
    "Approval": pgettext_lazy("what hangs on an organisation", "approvals"),
    "Solution": pgettext_lazy("what hangs on an organisation", "solutions"),
    "Participant": pgettext_lazy("what hangs on an organisation", "parts played in solutions"),
    "DocumentRecord": pgettext_lazy("what hangs on an organisation", "lines of the inventory"),
    "DocumentFile": pgettext_lazy("what hangs on an organisation", "files of documents"),
    "StoredFile": pgettext_lazy("what hangs on an organisation", "files"),
    "Evaluation": pgettext_lazy("what hangs on an organisation", "evaluations"),
    "Evidence": pgettext_lazy("what hangs on an organisation", "evidence"),
    "Indicator": pgettext_lazy("what hangs on an organisation", "indicators"),
    "Committee": pgettext_lazy("what hangs on an organisation", "facts of the committee"),
    "CommitteeMember": pgettext_lazy("what hangs on an organisation", "members of the committee"),
    "CommunicationAction": pgettext_lazy("what hangs on an organisation", "communication actions"),
    "Meeting": pgettext_lazy("what hangs on an organisation", "meetings"),
    "Decision": pgettext_lazy("what hangs on an organisation", "decisions of meetings"),
    "Organisation": pgettext_lazy("what hangs on an organisation", "doubles taken in"),
}
# What is there once at a time, by what makes two rows the same.
ONCE: tuple[tuple[type[Dated], str, tuple[str, ...]], ...] = (
    (Membership, "organisation", ("user", "role")),
    (Affiliation, "child", ("parent",)),
    (Affiliation, "parent", ("child",)),
    (Engagement, "organisation", ("consultancy",)),
    (Engagement, "consultancy", ("organisation",)),
)


def likely() -> list[tuple[Organisation, Organisation, tuple[Reason, ...]]]:
    """The pairs that look like one organisation, the surest first; one query."""
    rows = {row.pk: row for row in Organisation.objects.for_list()}
    return [(rows[one.key], rows[other.key], why) for one, other, why in doubles(map(known, rows.values()))]


def known(row: Organisation) -> Known:
    return Known(row.pk, row.kind, row.name, row.city, row.siret, row.finess)


def why_not_here(kept: Organisation, double: Organisation) -> list[Refusal]:
    """Why these two may not become one, before anything is moved; two queries."""
    pair = (kept.pk, double.pk)
    tied = Affiliation.objects.filter(child__in=pair, parent__in=pair).exists() or (
        Engagement.objects.filter(organisation__in=pair, consultancy__in=pair).exists()
    )
    return why_not_merge(known(kept), known(double), tied=tied)


def held(organisation: Organisation) -> list[tuple[str, int]]:
    """What points to an organisation, in words, with how much of it; one query for each kind of thing."""
    counted: dict[str, int] = {}
    for relation in _relations():
        rows = _rows(relation).filter(**{relation.field.name: organisation.pk})
        if number := rows.count():
            word = _word(relation)
            counted[word] = counted.get(word, 0) + number
    return sorted(counted.items())


@transaction.atomic
def merge(
    kept: Organisation,
    double: Organisation,
    values: Mapping[str, str],
    *,
    standing: Standing,
    at: datetime,
) -> Organisation:
    """Everything of the double goes to the one that is kept, which is then called what `values` say.

    A role, an affiliation or an engagement that both have stays once, on the kept one; what else can be there only
    once and is on both refuses the whole. The double's row and its journal stay, and its address leads on.
    """
    actor = standing.actor(MERGE, kept.pk)
    pens = {pk: lock_stream(pk) for pk in sorted((kept.stream_id, double.stream_id))}
    rows = {
        row.pk: row for row in Organisation.objects.select_for_update().filter(pk__in=(kept.pk, double.pk))
    }
    if len(rows) < 2 and kept.pk != double.pk:
        raise NotAllowed([Refusal(f"{MERGE}.itself")])  # merged meanwhile: there is but one
    if refusals := why_not_here(kept, double):
        raise NotAllowed(refusals)
    people = _people_of(double)
    _stop_what_both_have(kept, double, at)
    _move(kept, double)
    kept, double = rows[kept.pk], rows[double.pk]
    for name in FACTS:
        setattr(kept, name, values.get(name, getattr(kept, name)))
    kept.demands_second_factor = kept.demands_second_factor or double.demands_second_factor
    kept.profile = {**double.profile, **kept.profile}
    kept.version += 1
    kept.save()
    double.merged_into = kept
    double.save(update_fields=["merged_into"])
    said = {name: getattr(kept, name) for name in FACTS}
    pens[kept.stream_id].record(
        "organisation.merged", by=actor, at=at, data={"other": str(double.public_id), **said}
    )
    pens[double.stream_id].record(
        "organisation.merged-into", by=actor, at=at, data={"other": str(kept.public_id)}
    )
    for pen in pens.values():
        pen.save()
    for person in people:
        end_others(person, None)  # their rights have changed
    return kept


def _people_of(organisation: Organisation) -> set[int]:
    return set(Membership.objects.filter(organisation=organisation).order_by().values_list("user", flat=True))


def _stop_what_both_have(kept: Organisation, double: Organisation, at: datetime) -> None:
    today = day_in_paris(at)
    for model, column, same in ONCE:
        here = _standing(model, column, kept, same, today)
        for row in model._default_manager.filter(**{column: double}).filter(model.standing(today)):
            if tuple(getattr(row, f"{name}_id" if name != "role" else name) for name in same) in here:
                row.stop(today)
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    here_too = waiting.filter(organisation=kept).values_list("email", "role")
    for email, role in here_too:
        waiting.filter(organisation=double, email=email, role=role).update(revoked_at=at)


def _standing(
    model: type[Dated], column: str, place: Organisation, same: Iterable[str], today: date
) -> set[tuple[Any, ...]]:
    rows = model._default_manager.filter(**{column: place}).filter(model.standing(today))
    return set(rows.order_by().values_list(*same))


def _relations() -> Iterator[ForeignObjectRel]:
    """Every column of the installation that points to an organisation, whatever its app."""
    for field in Organisation._meta.get_fields(include_hidden=True):
        if isinstance(field, ForeignObjectRel) and not field.many_to_many:
            yield field


def _word(relation: ForeignObjectRel) -> str:
    model = relation.related_model
    return str(WORDS.get(model.__name__, model._meta.verbose_name_plural))


def _rows(relation: ForeignObjectRel) -> Any:
    return relation.related_model._base_manager.all()


def _move(kept: Organisation, double: Organisation) -> None:
    """Turn every column that points to the double; what a constraint refuses is told, all of it at once."""
    both: list[str] = []
    for relation in _relations():
        name = relation.field.name
        try:
            with transaction.atomic():
                _rows(relation).filter(Q(**{name: double.pk})).update(**{name: kept.pk})
        except IntegrityError:
            both.append(_word(relation))
    if both:
        raise NotAllowed([Refusal(f"{MERGE}.both-have", {"what": ", ".join(both)})])
