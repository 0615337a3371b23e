"""What people do with their account, each in one transaction with its event on the account's stream."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from aplomb.apps.accounts import links, mails, queries, tokens
from aplomb.apps.accounts.models import Link, Session, Token, User
from aplomb.apps.accounts.sessions import end_others
from aplomb.apps.journal.services import SYSTEM, Actor, Pen, lock_only, lock_stream
from aplomb.domain.access.factors import reset_delay

# Failures for addresses without an account are told in a stream of their own, so that they cost what others cost.
STRANGERS = "sign-in"
STRANGER = Actor("stranger")


class Stale(Exception):
    """The row changed since the form was shown."""


def oneself(user: User) -> Actor:
    return Actor(user.actor_id)


@contextmanager
def writing(user: User) -> Iterator[Pen]:
    """A transaction on an account: its stream is locked first, its events are written last."""
    with transaction.atomic():
        pen = lock_stream(user.stream_id)
        yield pen
        pen.save()


@transaction.atomic
def create_account(
    email: str,
    *,
    first_name: str,
    last_name: str,
    by: Actor,
    at: datetime,
    password: str | None = None,
    language: str = "fr",
    administrator: bool = False,
) -> User:
    """Make an account. Without a password, nobody signs in before a link has let them choose one."""
    user = User.objects.create_user(
        email,
        password,
        first_name=first_name,
        last_name=last_name,
        language=language,
        is_administrator=administrator,
    )
    said = {"email": user.email, "name": user.get_full_name(), "administrator": administrator}
    with writing(user) as pen:
        pen.record("account.created", by=by, at=at, data=said)
    return user


def update_profile(user: User, values: Mapping[str, Any], *, version: int, at: datetime) -> None:
    """Change one's own name and preferences; raises Stale if the form was shown before another change."""
    with writing(user) as pen:
        if not User.objects.filter(pk=user.pk, version=version).update(**values, version=version + 1):
            raise Stale
        pen.record("account.updated", by=oneself(user), at=at, data=dict(values))


def change_password(user: User, password: str, *, at: datetime, session: SessionBase | None = None) -> None:
    """Give an account another password; the person's other sessions end, and they are told."""
    with writing(user) as pen:
        user.set_password(password)
        user.save(update_fields=["password"])
        Link.objects.filter(user=user, purpose=Link.Purpose.PASSWORD).delete()
        end_others(user.pk, session)
        pen.record("account.password-changed", by=oneself(user), at=at)
        mails.password_changed(user, at)


# — Forgotten password, another address ———————————————————————————————————————


@transaction.atomic
def ask_new_password(email: str, *, origin: str, at: datetime) -> bool:
    """Send a link to whoever has this address, if somebody has; the page answers the same either way."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        _stranger("account.new-password-asked", at)
        return False
    with writing(user) as pen:
        secret = links.make(user, Link.Purpose.PASSWORD, at=at)
        mails.new_password(user, f"{origin}/login/forgotten/{secret}/", at)
        pen.record("account.new-password-asked", by=oneself(user), at=at)
    return True


def first_password_link(user: User, *, origin: str, at: datetime, lasts: timedelta) -> str:
    """A link to choose a password, for whoever runs the installation to hand over."""
    with writing(user) as pen:
        secret = links.make(user, Link.Purpose.PASSWORD, at=at, lasts=lasts)
        pen.record("account.new-password-asked", by=SYSTEM, at=at)
    return f"{origin}/login/forgotten/{secret}/"


@transaction.atomic
def use_password_link(link: Link, password: str, *, at: datetime) -> bool:
    """Choose a password through a link; says whether the link was still there."""
    if not links.consume(link):
        return False
    change_password(link.user, password, at=at)
    return True


def ask_email_change(user: User, new: str, *, origin: str, at: datetime) -> None:
    """Send a link to the new address. Nothing says whether another account has it: that would tell who is here."""
    new = new.strip().lower()
    with writing(user) as pen:
        pen.record("account.email-change-asked", by=oneself(user), at=at, data={"to": new})
        if not User.objects.filter(email=new).exists():
            secret = links.make(user, Link.Purpose.EMAIL, at=at, email=new)
            mails.email_change(user, new, f"{origin}/account/email/{secret}/", at)


def use_email_link(link: Link, *, at: datetime, session: SessionBase) -> bool:
    """Take the new address, and tell the old one; False where the link is used up, or the address taken meanwhile."""
    user, old = link.user, link.user.email
    with writing(user) as pen:
        if not links.consume(link) or User.objects.filter(email=link.email).exists():
            return False
        user.email = link.email
        user.save(update_fields=["email"])
        end_others(user.pk, session)
        pen.record("account.email-changed", by=oneself(user), at=at, data={"from": old, "to": user.email})
        mails.email_changed(user, old, at)
    return True


# — Signing in —————————————————————————————————————————————————————————————————


def signed_in(user: User, *, at: datetime, address: str, methods: list[str]) -> None:
    """Tell a sign-in. It calls off a reset of the factors that was under way: the person has theirs."""
    with writing(user) as pen:
        if user.factors_end_at and "mfa" in methods:
            User.objects.filter(pk=user.pk).update(factors_end_at=None)
            pen.record("factor.reset-called-off", by=oneself(user), at=at)
        pen.record("account.signed-in", by=oneself(user), at=at, data={"address": address, "by": methods})


def signed_out(user: User, *, at: datetime) -> None:
    with writing(user) as pen:
        pen.record("account.signed-out", by=oneself(user), at=at)


@transaction.atomic
def sign_in_failed(email: str, *, at: datetime, address: str, factor: bool = False) -> None:
    """Tell a failure, on the account's stream if there is one."""
    user = User.objects.filter(email=email.strip().lower()).first()
    said = {"address": address, "what": "factor" if factor else "password"}
    if user is None:
        _stranger("account.sign-in-failed", at, said)
        return
    with writing(user) as pen:
        pen.record("account.sign-in-failed", by=STRANGER, at=at, data=said)


def _stranger(action: str, at: datetime, data: Mapping[str, Any] | None = None) -> None:
    pen = lock_only(STRANGERS)
    pen.record(action, by=STRANGER, at=at, data=data)
    pen.save()


# — Factors ———————————————————————————————————————————————————————————————————


def factor_changed(user: User, action: str, kind: str, *, at: datetime, session: SessionBase | None) -> None:
    """Tell that a factor came or went; the person's other sessions end, and they are told."""
    with writing(user) as pen:
        end_others(user.pk, session)
        pen.record(action, by=oneself(user), at=at, data={"kind": kind})
        mails.factors_changed(user, at)


def end_factors(user: User, *, by: User, actor: Actor, at: datetime) -> datetime:
    """Have somebody's factors forgotten, by whoever is in charge and has seen them: lost phone, lost key.

    For the gravest roles it waits, with notice at once: signing in with the factor calls it off.
    """
    ends_at = at + reset_delay(queries.roles(user, at))
    with writing(user) as pen:
        User.objects.filter(pk=user.pk).update(factors_end_at=ends_at)
        pen.record("factor.reset-asked", by=actor, at=at, data={"takes-effect": ends_at.isoformat()})
        mails.factors_end(user, by, at, ends_at)
    return ends_at


def apply_factors_end(user: User, *, at: datetime) -> bool:
    """Forget a person's factors if a reset has come due; says whether it has. Asked before each sign-in."""
    with writing(user) as pen:
        due = User.objects.filter(pk=user.pk, factors_end_at__lte=at)
        if not due.update(factors_end_at=None):
            return False
        Authenticator.objects.filter(user=user).delete()
        end_others(user.pk, None)
        pen.record("factor.reset", by=SYSTEM, at=at)
    return True


# — Sessions and tokens ————————————————————————————————————————————————————————


def end_session(user: User, session_pk: str, *, at: datetime) -> bool:
    """End one of the person's own sessions; says whether there was one."""
    with writing(user) as pen:
        if not Session.objects.filter(user=user, pk=session_pk).delete()[0]:
            return False
        pen.record("session.ended", by=oneself(user), at=at, data={"count": 1})
    return True


def end_other_sessions(user: User, session: SessionBase, *, at: datetime) -> int:
    with writing(user) as pen:
        ended = end_others(user.pk, session)
        pen.record("session.ended", by=oneself(user), at=at, data={"count": ended})
    return ended


def make_token(
    user: User, *, name: str, scope: str, days: int, at: datetime, by: Actor | None = None
) -> tuple[Token, str]:
    """A key for a program, to be shown once: the row, and the key itself. Its person is told."""
    key, prefix, kept = tokens.draw()
    ends_at = at + timedelta(days=min(days, tokens.MOST_DAYS))
    with writing(user) as pen:
        token = Token.objects.create(
            user=user, name=name, scope=scope, prefix=prefix, digest=kept, expires_at=ends_at
        )
        said = {"name": name, "scope": scope, "expires": ends_at.isoformat()}
        pen.record("token.created", by=by or oneself(user), at=at, about=f"token/{token.pk}", data=said)
        mails.token_made(user, token, at)
    return token, key


def revoke_token(user: User, token_pk: int, *, at: datetime) -> bool:
    """Revoke one of the person's own keys; says whether there was one that still opened."""
    with writing(user) as pen:
        open_ones = Token.objects.filter(user=user, pk=token_pk, revoked_at__isnull=True)
        if not open_ones.update(revoked_at=at):
            return False
        pen.record("token.revoked", by=oneself(user), at=at, about=f"token/{token_pk}")
    return True


def exported(user: User, *, at: datetime) -> None:
    """Tell that a person took their data."""
    with writing(user) as pen:
        pen.record("account.exported", by=oneself(user), at=at)
