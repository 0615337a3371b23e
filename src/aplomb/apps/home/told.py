"""What the journal tells of the demonstration world, in words."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {"demonstration.made": _("Demonstration world made")}
SECURITY = frozenset(ACTIONS)
