"""Files chosen in one go: each is checked by itself, what is right is kept at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsregion.base import uploads
from bildungsregion.base.forms import SiteForm
from funding.models import Attachment


KINDS = frozenset({"pdf", "jpeg", "png", "webp"})


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class SeveralFilesField(forms.FileField):
    """A list of uploaded files, unchecked: each gets its own sentence if it is refused."""

    widget = SeveralFilesInput

    def clean(self, data, initial=None):
        if not data:
            return []
        # An empty or nameless file is check_upload's to refuse, with a sentence that helps.
        return list(data) if isinstance(data, list | tuple) else [data]


class AttachmentForm(SiteForm):
    kind = forms.ChoiceField(
        label=_("Was ist es?"),
        choices=Attachment.OF_THE_FORM,
        initial=Attachment.Kind.OFFER,
        required=False,
    )
    files = SeveralFilesField(
        label=_("Dateien auswählen"),
        required=False,
        help_text=_(
            "PDF oder Foto (JPG, PNG, WebP), je Datei höchstens 10 MB. Auch mehrere auf einmal."
        ),
    )
    mark_optional = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs["accept"] = uploads.accepted(KINDS)
