"""The trace of what leaves, where the areas above look for it."""

from aplomb.apps.organisations.exports import note_export

__all__ = ["note_export"]
