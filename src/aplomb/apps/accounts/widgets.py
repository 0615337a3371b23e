"""How the fields of our forms look and behave: the design system's classes, focus on the first one that is wrong."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

INCORRECT_CODE = _("This code is not the right one, or has been used.")
INCORRECT_PASSWORD = _("This is not your password.")
UNDRESSED = (forms.CheckboxInput, forms.HiddenInput, forms.RadioSelect, forms.CheckboxSelectMultiple)


class Dressed(forms.BaseForm):
    """A form whose fields bear the design system's class, with the focus where something must be mended.

    Put it first among the bases; subclasses that add fields in `__init__` do so before calling `dress` again.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dress()

    def dress(self) -> None:
        for field in self.fields.values():
            if not isinstance(field.widget, UNDRESSED):
                field.widget.attrs.setdefault("class", "input")

    def full_clean(self) -> None:
        super().full_clean()
        wrong = next((name for name in self.fields if name in self.errors), None)
        if wrong is not None:
            for name, field in self.fields.items():
                field.widget.attrs["autofocus"] = name == wrong


def password_field(label: Any, *, new: bool = False) -> forms.CharField:
    """A password is never stripped nor shown again; the browser's manager may fill it in or propose one."""
    attributes = {"autocomplete": "new-password" if new else "current-password"}
    return forms.CharField(label=label, strip=False, widget=forms.PasswordInput(attrs=attributes))
