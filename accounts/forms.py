"""The account forms of the portal where allauth's own say something else than we would."""

from allauth.account import forms
from django.utils.translation import gettext_lazy as _


class _SameTwice:
    """The new password typed twice; allauth's own words for a difference are informal German."""

    def clean(self):
        cleaned = super().clean()
        if "password2" in self.errors and cleaned.get("password1") and self.data.get("password2"):
            self.errors["password2"] = self.error_class(
                [_("Die beiden Passwörter sind nicht gleich.")]
            )
        return cleaned


class ChangePasswordForm(_SameTwice, forms.ChangePasswordForm):
    pass


class SetPasswordForm(_SameTwice, forms.SetPasswordForm):
    pass


class ResetPasswordKeyForm(_SameTwice, forms.ResetPasswordKeyForm):
    pass


class LoginCodeForm(forms.ConfirmLoginCodeForm):
    """The mailed code; a telephone shows its number keys for it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}
        del self.fields["code"].widget.attrs["placeholder"]
