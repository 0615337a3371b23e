"""How often one may try (reliability-security.md §13): counters in the database, one statement a try.

`hit` counts and says whether it was one too many. What is counted only when it fails (sign-in, second factor)
is counted before it is judged, so that tries made at the same time all count, and given back if it succeeds.
"""

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from aplomb.apps.accounts.models import Limit
from aplomb.web.prepared import planned_cursor

MINUTE, QUARTER, HOUR, DAY = 60, 900, 3_600, 86_400


class TooMany(Exception):
    """One try too many: the answer is 429, the same page whatever was tried."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"again in {retry_after} s")


@dataclass(frozen=True, slots=True)
class State:
    """Where a counter stands after a try."""

    count: int
    most: int
    ends_at: datetime

    @property
    def is_over(self) -> bool:
        return self.count > self.most

    def retry_after(self, at: datetime) -> int:
        """Whole seconds until the window ends, one at least."""
        return max(1, -int((at - self.ends_at).total_seconds() // 1))


# The commit of a counter waits for no disk, so that a save keeps its one flush. Inside a transaction the setting
# would last until its end and weaken it: there the statement goes without.
_QUICK = "WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)) "
_COUNT = """
INSERT INTO accounts_limit AS kept (key, count, window_ends_at) SELECT %(key)s, %(by)s, %(ends_at)s {source}
ON CONFLICT (key) DO UPDATE SET
    count = %(by)s + CASE WHEN kept.window_ends_at <= %(at)s THEN 0 ELSE kept.count END,
    window_ends_at = CASE WHEN kept.window_ends_at <= %(at)s THEN %(ends_at)s ELSE kept.window_ends_at END
RETURNING count, window_ends_at
"""
# From the fifth failure on, each makes the next try wait: one minute, two, four, eight, then fifteen, and never
# longer. Failures are forgotten a quarter of an hour after the last, or after the wait that it caused.
_FAIL = """
INSERT INTO accounts_limit AS kept (key, count, window_ends_at) SELECT %(key)s, 1, %(ends_at)s {source}
ON CONFLICT (key) DO UPDATE SET (count, window_ends_at, blocked_until) = (
    SELECT now.count, %(ends_at)s + COALESCE(now.wait, interval '0'), %(at)s + now.wait
    FROM (
        SELECT tries.count, CASE WHEN tries.count >= %(most)s
            THEN LEAST(15, power(2, tries.count - %(most)s)) * interval '1 minute' END AS wait
        FROM (
            SELECT 1 + CASE WHEN kept.window_ends_at <= %(at)s THEN 0 ELSE kept.count END AS count
        ) AS tries
    ) AS now
)
WHERE kept.blocked_until IS NULL OR kept.blocked_until <= %(at)s
RETURNING count, window_ends_at
"""


def hit(key: str, most: int, seconds: int, at: datetime | None = None, *, by: int = 1) -> State:
    """Count a try (or `by` at once), and say where the counter stands: `most` in a window of so many seconds."""
    at = at or timezone.now()
    values = {"key": key, "at": at, "ends_at": at + timedelta(seconds=seconds), "by": by}
    row = _statement(_COUNT, values)
    assert row is not None  # noqa: S101 -- an upsert without a condition returns its row
    return State(row[0], most, row[1])


def demand(key: str, most: int, seconds: int, at: datetime | None = None, *, by: int = 1) -> None:
    """Count a try, and refuse it (TooMany) if it is one too many."""
    at = at or timezone.now()
    state = hit(key, most, seconds, at, by=by)
    if state.is_over:
        raise TooMany(state.retry_after(at))


def attempt(key: str, most: int, at: datetime | None = None) -> None:
    """Count what might fail, before it is judged; refuse it (TooMany) while the key is made to wait."""
    at = at or timezone.now()
    values = {"key": key, "at": at, "ends_at": at + timedelta(seconds=QUARTER), "most": most}
    if _statement(_FAIL, values) is None:
        kept = Limit.objects.get(pk=key)
        assert kept.blocked_until is not None  # noqa: S101 -- the statement skips only what is blocked
        raise TooMany(State(kept.count, most, kept.blocked_until).retry_after(at))


def forget(key: str) -> None:
    """What was tried succeeded: the failures before no longer count."""
    Limit.objects.filter(pk=key).delete()


def give_back(key: str) -> None:
    """What was counted did not fail after all."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_limit SET count = count - 1 WHERE key = %s AND count > 0", [key])


def sweep(at: datetime) -> int:
    """Remove the counters whose window is over; says how many."""
    return Limit.objects.filter(window_ends_at__lt=at - timedelta(seconds=DAY)).delete()[0]


def _statement(template: str, values: dict[str, Any]) -> tuple[int, datetime] | None:
    quick = not connection.in_atomic_block
    statement = (_QUICK if quick else "") + template.format(source="FROM quick" if quick else "WHERE true")
    with planned_cursor() as cursor:
        cursor.execute(statement, values)
        row: tuple[int, datetime] | None = cursor.fetchone()
    return row


# — Who is counted ————————————————————————————————————————————————————————————


def named(what: str, who: str) -> str:
    """A key that names nobody: what is counted, and a digest of who."""
    return f"{what}:{hashlib.sha256(who.encode()).hexdigest()[:40]}"


def address_of(request: HttpRequest) -> str:
    """The address that a request comes from, behind the proxies that we trust."""
    from allauth.account.adapter import get_adapter

    return get_adapter().get_client_ip(request)


def network(address: str) -> str:
    """What is counted for an address: itself, or its /64 for IPv6, since one subscriber owns the whole of it."""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


# — The limits —————————————————————————————————————————————————————————————————

_SIGN_IN, _FACTOR = 5, 5
_FAILURES_AN_ADDRESS, _FAILURES_A_DAY = 20, 100


def before_sign_in(email: str, address: str, at: datetime | None = None) -> None:
    """Count a password that might be wrong, for the account (there or not) and for the address."""
    where = network(address)
    demand(named("sign-in-day", where), _FAILURES_A_DAY, DAY, at)
    demand(named("sign-in-from", where), _FAILURES_AN_ADDRESS, QUARTER, at)
    attempt(named("sign-in", email.strip().lower()), _SIGN_IN, at)


def after_sign_in(email: str, address: str) -> None:
    """The password was right: it counts neither for the account nor for the address; earlier failures of the
    address go on counting."""
    where = network(address)
    give_back(named("sign-in-day", where))
    give_back(named("sign-in-from", where))
    forget(named("sign-in", email.strip().lower()))


def before_factor(user_pk: int, address: str, at: datetime | None = None) -> None:
    """Count a second factor that might be wrong."""
    demand(named("factor-from", network(address)), _FAILURES_AN_ADDRESS, QUARTER, at)
    attempt(named("factor", str(user_pk)), _FACTOR, at)


def after_factor(user_pk: int, address: str) -> None:
    give_back(named("factor-from", network(address)))
    forget(named("factor", str(user_pk)))


def before_reset(address: str) -> None:
    demand(named("reset-from", network(address)), 10, HOUR)


def may_send_reset(email: str) -> bool:
    """Whether a link may still be sent to this address this hour; the answer to the person is the same."""
    return not hit(named("reset", email.strip().lower()), 3, HOUR).is_over


def before_link(address: str) -> None:
    """Opening a link of an invitation or of a new password."""
    demand(named("link-from", network(address)), 20, HOUR)


def before_invitations(organisation_pk: int, number: int) -> None:
    """Invitations that an organisation sends in a day."""
    demand(named("invitations", str(organisation_pk)), 50, DAY, by=number)


def before_unsafe(user_pk: int | None, address: str) -> None:
    """A request that writes: the address counts for visitors only, since a hospital shares one."""
    if user_pk is None:
        demand(named("unsafe-from", network(address)), 300, MINUTE)
    else:
        demand(named("unsafe", str(user_pk)), 120, MINUTE)


def once(what: str, who: str, seconds: int) -> bool:
    """Whether this is the first time, in so many seconds: a one-time code works once."""
    return not hit(named(what, who), 1, seconds).is_over
