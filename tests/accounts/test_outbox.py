"""Messages: written with their cause, sent by a real server afterwards, kept when there is none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aplomb.apps.accounts import mails, outbox
from aplomb.apps.accounts.models import Message
from aplomb.config.environment import mail_server as server_of
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne():
    return factories.user("anne@example.org", first_name="Anne", last_name="Royèvre", honorific="Dr")


def test_a_message_goes_out_whole_then_forgets_its_text(mailbox, anne):
    mails.new_password(anne, "https://aplomb.example/login/forgotten/abc/", timezone.now())

    assert outbox.send_waiting() == 1

    [mail] = mailbox.received
    message = Message.objects.get()
    assert (mail["To"], mail["From"]) == ("anne@example.org", "Aplomb <aplomb@example.org>")
    assert mail["Subject"] == "Choisir un nouveau mot de passe"
    assert "Bonjour Dr Anne Royèvre," in mailbox.text_of()
    assert "https://aplomb.example/login/forgotten/abc/" in mailbox.text_of()
    assert message.sent_at is not None
    assert outbox.text_of(message) == ""
    assert outbox.send_waiting() == 0


def test_each_person_is_written_to_in_their_language(mailbox, anne):
    anne.language = "en"
    mails.password_changed(anne, timezone.now())
    outbox.send_waiting()

    assert mailbox.received[0]["Subject"] == "Your password was changed"


def test_a_server_that_refuses_keeps_the_message_for_later(mailbox, anne, caplog):
    mailbox.refusing = True
    at = timezone.now()
    mails.password_changed(anne, at)

    assert outbox.send_waiting(at) == 0
    assert outbox.send_waiting(at) == 0
    mailbox.refusing = False

    assert Message.objects.get().tries == 1
    assert outbox.send_waiting(at + timedelta(minutes=2)) == 1
    assert "anne@example.org" not in caplog.text


def test_after_eight_tries_it_is_said_to_have_failed(mailbox, anne):
    mailbox.refusing = True
    mails.password_changed(anne, timezone.now())
    for day in range(10):
        outbox.send_waiting(timezone.now() + timedelta(days=day))

    message = Message.objects.get()
    assert message.tries == 8
    assert message.failed_at is not None
    assert outbox.waiting_count() == 0


def test_a_server_that_is_down_loses_nothing(settings, anne):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    message = mails.password_changed(anne, timezone.now())

    assert outbox.send_waiting() == 0
    assert "mot de passe" in outbox.text_of(Message.objects.get(pk=message.pk))


def test_without_a_server_messages_wait(settings, anne):
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", ""
    mails.password_changed(anne, timezone.now())

    assert outbox.send_waiting() == 0
    assert outbox.waiting_count() == 1


@pytest.mark.parametrize("forged", ["a@example.org\nBcc: all@example.org", "a@example.org\r"])
def test_a_line_break_never_reaches_a_header(forged):
    with pytest.raises(ValueError, match="line break"):
        outbox.write(forged, "Sujet", "Texte")
    with pytest.raises(ValueError, match="line break"):
        outbox.write("a@example.org", forged, "Texte")


def test_messages_are_swept_after_a_month(anne):
    mails.password_changed(anne, timezone.now() - timedelta(days=31))
    mails.password_changed(anne, timezone.now() - timedelta(days=29))

    assert outbox.sweep(timezone.now()) == 1


@pytest.mark.parametrize(
    ("url", "port", "implicit", "starttls"),
    [
        ("smtp://mail.example:587", 587, False, True),
        ("smtp://user:p%40ss@mail.example", 587, False, True),
        ("smtps://mail.example", 465, True, False),
        ("smtp://127.0.0.1:2525", 2525, False, False),
    ],
)
def test_off_this_machine_mail_is_always_encrypted(url, port, implicit, starttls):
    server = server_of(url)

    assert (server.port, server.implicit_tls, server.starttls) == (port, implicit, starttls)
    assert server.password in ("", "p@ss")


def test_the_administrator_of_a_demonstration_reads_the_messages(client, settings, anne):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    admin = factories.administrator()
    client.force_login(admin)
    mails.new_password(anne, "https://aplomb.example/login/forgotten/abc/", timezone.now())

    assert "https://aplomb.example/login/forgotten/abc/" in client.get("/messages/").content.decode()


def test_elsewhere_the_administrator_sees_that_they_wait_not_what_they_say(client, settings, anne):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    admin = factories.administrator()
    client.force_login(admin)
    session = client.session
    session["_factor"] = True
    session.save()
    mails.new_password(anne, "https://aplomb.example/login/forgotten/abc/", timezone.now())

    page = client.get("/messages/").content.decode()

    assert "Choisir un nouveau mot de passe" in page
    assert "/login/forgotten/abc/" not in page


def test_nobody_else_reads_them(client, settings, anne):
    settings.DEMO = True
    client.force_login(anne)

    assert client.get("/messages/").status_code == 404
