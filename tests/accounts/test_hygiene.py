"""Secrets stay out of the logs; what is over goes."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from aplomb.apps.accounts import links
from aplomb.apps.accounts.logs import HideLinks
from aplomb.apps.accounts.models import Link
from aplomb.apps.organisations import services
from aplomb.apps.organisations.models import Invitation
from aplomb.domain.access.matrix import Role
from tests import factories


@pytest.mark.parametrize(
    "path",
    [
        "/invitations/Xk3_9-abcDEF0123456789abcDEF0123456789abcDE/",
        "/login/forgotten/Xk3_9-abcDEF0123456789abcDEF0123456789abcDE/",
        "/account/email/Xk3_9-abcDEF0123456789abcDEF0123456789abcDE/",
    ],
)
def test_a_link_is_blotted_out_of_the_log(path):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Not Found: %s", (path,), None)

    assert HideLinks().filter(record)
    assert "Xk3" not in record.getMessage()
    assert record.getMessage().startswith(f"Not Found: {path.rsplit('/', 2)[0]}/")


def test_other_lines_are_left_as_they_are():
    record = logging.LogRecord("x", logging.INFO, "", 0, "took %d ms", (12,), None)
    HideLinks().filter(record)

    assert (record.msg, record.args) == ("took %d ms", (12,))


def test_the_console_has_the_filter():
    from django.conf import settings

    assert settings.LOGGING["handlers"]["console"]["filters"] == ["links"]


@pytest.mark.django_db
def test_dead_links_and_invitations_go_after_a_month():
    now = timezone.now()
    person, site = factories.user(), factories.organisation()
    boss = factories.quality_manager(site)
    links.make(person, Link.Purpose.PASSWORD, at=now - timedelta(days=31))
    links.make(boss, Link.Purpose.PASSWORD, at=now - timedelta(days=29))
    for number, days in enumerate((40, 20)):
        services.invite(
            site,
            [f"p{number}@example.org"],
            Role.EVALUATOR,
            standing=factories.standing(boss, timezone.localdate()),
            origin="",
            at=now - timedelta(days=days),
        )

    assert links.sweep(now) == 1
    assert services.sweep_invitations(now) == 1
    assert Invitation.objects.get().email == "p1@example.org"
