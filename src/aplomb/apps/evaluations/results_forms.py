"""What a person sends to the results' pages, read strictly."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aplomb.formats.archive import MOST_BYTES

ENDINGS = (".xlsx", ".ods", ".csv")


class GridForm(forms.Form):
    """A filled grid to bring back."""

    grid = forms.FileField(
        label=gettext_lazy("Filled grid"),
        widget=forms.FileInput(attrs={"class": "input", "accept": ",".join(ENDINGS)}),
        error_messages={"required": gettext_lazy("Choose the file to bring back.")},
        max_length=150,
    )

    def clean_grid(self) -> UploadedFile:
        found: UploadedFile = self.cleaned_data["grid"]
        if found.size is not None and found.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than {most} MiB.").format(most=MOST_BYTES // 1024 // 1024)
            )
        return found
