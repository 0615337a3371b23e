"""What the journal tells of accounts, in words. All of it is about access, and its values are nobody else's."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "account.created": _("Account made"),
    "account.updated": _("Profile changed"),
    "account.signed-in": _("Signed in"),
    "account.signed-out": _("Signed out"),
    "account.sign-in-failed": _("Sign-in refused"),
    "account.password-changed": _("Password changed"),
    "account.new-password-asked": _("New password asked for"),
    "account.email-change-asked": _("Change of address asked for"),
    "account.email-changed": _("Address changed"),
    "account.exported": _("Own data taken"),
    "content.exported": _("Content taken as a file"),
    "factor.added": _("Second factor set up"),
    "factor.removed": _("Second factor removed"),
    "factor.codes-renewed": _("Recovery codes renewed"),
    "factor.reset-asked": _("Reset of the factors asked for"),
    "factor.reset-called-off": _("Reset of the factors called off"),
    "factor.reset": _("Factors reset"),
    "key.changed": _("Sealing key changed"),
    "session.ended": _("Sessions ended"),
    "token.created": _("Key for a program made"),
    "token.revoked": _("Key for a program revoked"),
}
SECURITY = frozenset(ACTIONS)
