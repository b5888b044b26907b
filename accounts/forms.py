"""The account forms of the portal where allauth's own say something else than we would."""

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from django.forms import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy as _

from .limits import goes_on_at
from .login_codes import ACTION, matches


# The code of the error that says when it goes on.
LIMIT = "limit"


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


class RequestLoginCodeForm(forms.RequestLoginCodeForm):
    """The address; says when it goes on where too many codes were asked for."""

    def clean_email(self):
        email = self.cleaned_data["email"]
        # actions.register() looks whose it is: here known and unknown addresses cost the same.
        self._user = None
        if not ratelimit.consume(context.request, action=ACTION, key=email.lower()):
            moment = timezone.localtime(goes_on_at(context.request, ACTION, email.lower()))
            told = gettext("Zu viele Versuche in kurzer Zeit. Ab %(time)s Uhr geht es weiter.")
            raise ValidationError(told % {"time": f"{moment:%H:%M}"}, code=LIMIT)
        return email


class LoginCodeForm(forms.ConfirmLoginCodeForm):
    """The mailed code; a telephone shows its number keys for it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric"}
        del self.fields["code"].widget.attrs["placeholder"]

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not matches(code, self.expected_code or ""):
            raise get_adapter().validation_error("incorrect_code")
        return code
