"""`aplomb keys rotate`: everything is sealed anew, nothing is lost, and a change cut short goes on."""

import stat

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import OperationalError, connection
from django.utils import timezone

from aplomb.apps.accounts import outbox, rotation
from aplomb.apps.accounts.models import Message, Session
from aplomb.apps.accounts.sealing import Unreadable, is_current, seal, unseal
from aplomb.apps.accounts.sessions import SessionStore
from aplomb.apps.journal.models import Entry
from aplomb.apps.journal.queries import faults
from aplomb.cli.keys import rotate
from aplomb.cli.program import main
from aplomb.config.environment import Keyring
from tests import factories

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def ring(settings, tmp_path, monkeypatch):
    """An installation's own key, with the folder of the secrets that holds it."""
    monkeypatch.setenv("APLOMB_KEYS", str(tmp_path / "keys"))
    settings.FIELD_KEYS = Keyring("field_key")
    return settings.FIELD_KEYS


class World:
    """One of everything that is sealed."""

    def __init__(self):
        self.anne = factories.user("anne@example.org")
        TOTP.activate(self.anne, SECRET)
        self.codes = RecoveryCodes.activate(self.anne).generate_codes()
        self.message = Message.objects.create(
            to="anne@example.org",
            subject="Lien",
            sealed=seal("le lien", outbox.PURPOSE),
            created_at=timezone.now(),
            next_try_at=timezone.now(),
        )
        session = SessionStore()
        session["step"] = 3
        session.create()
        self.session_key = session.session_key

    def read(self):
        totp = Authenticator.objects.get(user=self.anne, type="totp")
        codes = Authenticator.objects.get(user=self.anne, type="recovery_codes")
        return (
            totp.wrap().instance.data["secret"],
            codes.wrap().generate_codes(),
            outbox.text_of(Message.objects.get(pk=self.message.pk)),
            SessionStore(self.session_key)["step"],
        )


@pytest.fixture
def world():
    return World()


def test_everything_is_read_after_the_change_and_by_the_new_key_only(world, ring, capsys):
    sealed, old = world.read()[0], ring.read()

    assert main(["keys", "rotate"]) == 0

    secret, codes, text, step = world.read()
    assert secret != sealed
    assert unseal(bytes.fromhex(secret), "factor") == SECRET
    assert (codes, text, step) == (world.codes, "le lien", 3)
    assert len(ring.read()) == 1
    assert ring.read() != old
    assert is_current(bytes(Message.objects.get().sealed))
    assert "4 valeurs" in capsys.readouterr().err
    with pytest.raises(Unreadable):
        unseal(bytes.fromhex(sealed), "factor")


def test_the_journal_says_so_and_no_key(world, ring):
    rotate()

    told = Entry.objects.select_related("value").get(action="key.changed")
    assert (told.actor, told.role) == ("host", "administrator")
    assert told.value.data == {"resealed": 4, "unreadable": 0}
    assert list(faults()) == []


def test_a_change_cut_short_goes_on_with_the_key_that_it_had_drawn(world, ring, monkeypatch):
    def cut():
        raise InterruptedError

    monkeypatch.setattr(rotation, "reseal", cut)
    with pytest.raises(InterruptedError):
        rotate()
    monkeypatch.undo()
    both = ring.read()
    assert len(both) == 2
    assert world.read()[2:] == ("le lien", 3), "what the old key sealed is still read"

    assert rotate() == 0

    assert ring.read() == both[:1]
    assert world.read()[1:] == (world.codes, "le lien", 3)


def test_what_was_sealed_meanwhile_by_the_old_key_is_not_left_behind(world, ring, monkeypatch):
    sealed_late = seal("tard", outbox.PURPOSE)
    reseal, rounds = rotation.reseal, []

    def with_somebody_late():
        rounds.append(reseal())
        if len(rounds) == 1:
            Message.objects.filter(pk=world.message.pk).update(sealed=sealed_late)
        return rounds[-1]

    monkeypatch.setattr(rotation, "reseal", with_somebody_late)
    rotate()

    assert [round_.done for round_ in rounds] == [4, 1, 0]
    assert outbox.text_of(Message.objects.get()) == "tard"


def test_what_no_key_reads_is_left_and_told(world, ring, settings, capsys):
    lost = b"lost" + bytes(40)
    Message.objects.filter(pk=world.message.pk).update(sealed=lost)

    assert rotate() == 0

    assert bytes(Message.objects.get().sealed) == lost
    said = capsys.readouterr().err
    assert "3 valeurs" in said
    assert "1 valeur" in said


def test_a_writer_who_holds_the_tables_too_long_leaves_both_keys_and_is_told(
    world, ring, monkeypatch, capsys
):
    def held():
        raise OperationalError("lock timeout")

    monkeypatch.setattr(rotation, "reseal", held)

    assert rotate() == 3
    assert len(ring.read()) == 2
    assert "retapez la commande" in capsys.readouterr().err
    assert world.read()[2] == "le lien"


def test_with_nothing_sealed_the_key_changes_all_the_same(ring, capsys):
    old = ring.read()

    assert rotate() == 0
    assert ring.read() != old
    assert "0 valeur" in capsys.readouterr().err


def test_writers_wait_while_values_are_sealed_anew(world):
    rotation.reseal()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE mode = 'ShareRowExclusiveLock' AND pid = pg_backend_pid()"
        )
        assert cursor.fetchone() == (3,)
    assert Session.objects.count() == 1


def test_a_process_that_runs_follows_the_change(ring):
    other = Keyring("field_key")
    before = other.read()

    ring.add()
    assert other.read()[1:] == before
    ring.forget()
    assert other.read() == ring.read()
    assert len(other.read()) == 1


def test_the_file_of_the_key_stays_its_owner_s(ring):
    ring.add()
    assert stat.S_IMODE(ring.path.stat().st_mode) == 0o600
    assert [file.name for file in ring.path.parent.iterdir()] == ["field_key"]
