"""`aplomb createadmin`: an administrator of the platform, and a link to choose their password."""

import argparse
from datetime import timedelta

from aplomb.cli.console import BAD_INPUT, DONE, language, say
from aplomb.cli.shell import with_shell
from aplomb.domain.shared.words import words

LINK_LASTS = timedelta(hours=24)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _ = words(language()).gettext
    parser = commands.add_parser("createadmin", help=_("make an administrator of the platform"))
    parser.add_argument("--email", metavar=_("ADDRESS"), help=_("their e-mail address"))
    parser.add_argument("--first-name", metavar=_("NAME"), help=_("their first name"))
    parser.add_argument("--last-name", metavar=_("NAME"), help=_("their last name"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ask for what was not said, then make the account. No password is set: the link, printed once, lets choose it."""
    _ = words(language()).gettext
    try:
        email = args.email or input(_("E-mail address: "))
        first_name = args.first_name or input(_("First name: "))
        last_name = args.last_name or input(_("Last name: "))
    except EOFError:
        say(_("Say who: --email, --first-name, --last-name."))
        return BAD_INPUT
    return with_shell(lambda: create(email.strip().lower(), first_name.strip(), last_name.strip()))


def create(email: str, first_name: str, last_name: str) -> int:
    from django.conf import settings
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.utils import timezone

    from aplomb.apps.accounts import services
    from aplomb.apps.accounts.models import User
    from aplomb.apps.journal.services import SYSTEM

    _ = words(language()).gettext
    try:
        validate_email(email)
    except ValidationError:
        say(_("“{email}” is not an e-mail address.").format(email=email))
        return BAD_INPUT
    if not first_name or not last_name:
        say(_("A first name and a last name are needed."))
        return BAD_INPUT
    if User.objects.filter(email=email).exists():
        say(_("{email} has an account already.").format(email=email))
        return BAD_INPUT
    at = timezone.now()
    user = services.create_account(
        email,
        first_name=first_name,
        last_name=last_name,
        by=SYSTEM,
        at=at,
        language=language(),
        administrator=True,
    )
    link = services.first_password_link(user, origin=settings.PUBLIC_ADDRESS, at=at, lasts=LINK_LASTS)
    say(_("Account made. To choose the password, within a day and once:"))
    print(link)
    return DONE
