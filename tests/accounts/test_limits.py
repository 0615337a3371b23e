"""Counters: exact under races, windows that end, addresses counted by their network."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from aplomb.apps.accounts import limits
from aplomb.apps.accounts.limits import TooMany
from aplomb.apps.accounts.models import Limit

AT = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_last_allowed_passes_and_the_next_does_not():
    states = [limits.hit("k", 3, 60, AT) for _ in range(4)]

    assert [state.is_over for state in states] == [False, False, False, True]
    assert states[-1].retry_after(AT) == 60
    assert states[-1].retry_after(AT + timedelta(seconds=59.5)) == 1


@pytest.mark.django_db
def test_a_window_ends_and_another_begins():
    for _ in range(5):
        limits.hit("k", 3, 60, AT)

    assert limits.hit("k", 3, 60, AT + timedelta(seconds=60)).count == 1


@pytest.mark.django_db
def test_what_is_counted_by_several_counts_for_as_many():
    limits.demand("k", 50, 60, AT, by=50)

    with pytest.raises(TooMany):
        limits.demand("k", 50, 60, AT)


@pytest.mark.django_db
def test_failures_make_wait_longer_and_longer_up_to_a_quarter_of_an_hour():
    waits, at = [], AT
    for _ in range(12):
        try:
            limits.attempt("k", 5, at)
        except TooMany as error:
            waits.append(error.retry_after)
            at += timedelta(seconds=error.retry_after)
            limits.attempt("k", 5, at)

    assert waits == [60, 120, 240, 480, 900, 900, 900]


@pytest.mark.django_db
def test_failures_are_forgotten_a_quarter_of_an_hour_after_the_last():
    for _ in range(4):
        limits.attempt("k", 5, AT)
    later = AT + timedelta(minutes=15)

    for _ in range(4):
        limits.attempt("k", 5, later)

    assert Limit.objects.get().count == 4


@pytest.mark.django_db
def test_a_try_made_while_waiting_does_not_lengthen_the_wait():
    for _ in range(5):
        limits.attempt("k", 5, AT)
    before = Limit.objects.get().blocked_until
    for _ in range(10):
        with pytest.raises(TooMany):
            limits.attempt("k", 5, AT + timedelta(seconds=30))

    assert Limit.objects.get().blocked_until == before


@pytest.mark.django_db
def test_success_forgets_the_account_and_gives_the_address_its_try_back_no_more():
    for _ in range(3):
        limits.before_sign_in("anne@example.org", "192.0.2.1", AT)
    limits.before_sign_in("anne@example.org", "192.0.2.1", AT)
    limits.after_sign_in("anne@example.org", "192.0.2.1")

    counts = {key.split(":")[0]: count for key, count in Limit.objects.values_list("key", "count")}
    assert counts == {"sign-in-day": 3, "sign-in-from": 3}


@pytest.mark.django_db
def test_a_counter_s_commit_does_not_weaken_the_transaction_around_it():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO on")
        limits.hit("k", 3, 60, AT)
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)


@pytest.mark.django_db
def test_old_counters_are_swept():
    limits.hit("old", 3, 60, AT - timedelta(days=2))
    limits.hit("new", 3, 60, AT)

    assert limits.sweep(AT) == 1


@pytest.mark.django_db(transaction=True)
def test_tries_made_at_the_same_time_all_count():
    def try_once(_):
        try:
            return limits.hit("race", 50, 60, AT).count
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(try_once, range(80)))

    assert sorted(counts) == list(range(1, 81))


@pytest.mark.django_db(transaction=True)
def test_guesses_made_at_the_same_time_pass_no_more_than_five():
    def guess(_):
        try:
            limits.attempt("guess", 5, AT)
        except TooMany:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(guess, range(40))) == 5


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
    ],
)
def test_one_subscriber_is_one_network(address, network):
    assert limits.network(address) == network


@pytest.mark.django_db
def test_a_person_who_writes_too_fast_waits_the_others_do_not(client, settings):
    from tests import factories

    settings.DEMO = True
    client.force_login(factories.user())
    answers = [client.post("/account/sessions/end/").status_code for _ in range(121)]

    assert answers == [302] * 120 + [429]
    assert client.get("/account/").status_code == 200
