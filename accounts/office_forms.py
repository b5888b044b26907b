"""Forms that people of the office fill in for their access."""

from allauth.account.adapter import get_adapter
from allauth.mfa.totp.internal import auth
from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import QuerySet

from bildungsregion.base.forms import DateInput, SiteForm

from .models import User
from .templatetags.roles import role_name


class RoleField(forms.ModelChoiceField):
    """A role by the name that people know it by."""

    def label_from_instance(self, group):
        return role_name(group.name)


class DeputyForm(SiteForm):
    role = RoleField(label="Rolle", queryset=Group.objects.none(), empty_label="Bitte wählen")
    deputy = forms.ModelChoiceField(
        label="Wer vertritt", queryset=User.objects.none(), empty_label="Bitte wählen"
    )
    starts_on = forms.DateField(label="Von", widget=DateInput)
    ends_on = forms.DateField(label="Bis einschließlich", widget=DateInput)

    def __init__(self, *args, principal: User, lendable: QuerySet[Group], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].queryset = lendable
        colleagues = User.objects.filter(is_staff=True, is_active=True).exclude(pk=principal.pk)
        self.fields["deputy"].queryset = colleagues.order_by("name", "email")


class InvitationForm(SiteForm):
    """Password and second factor in one go."""

    password1 = forms.CharField(
        label="Passwort",
        strip=False,
        help_text="Mindestens zwölf Zeichen; am besten ein Satz, den nur Sie kennen.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Passwort wiederholen",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    code = forms.CharField(
        label="Code aus der App",
        help_text="Sechs Ziffern; die App zeigt alle 30 Sekunden neue.",
        max_length=10,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args, email: str, name: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = User(email=email, name=name)
        if settings.OFFICE_SECOND_FACTOR:
            # Stays the same while the form is corrected: the app has scanned it.
            self.secret = auth.get_totp_secret(regenerate=False)
        else:
            del self.fields["code"]

    def clean_password1(self):
        return get_adapter().clean_password(self.cleaned_data["password1"], user=self.person)

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not auth.validate_totp_code(self.secret, code):
            raise forms.ValidationError(
                "Dieser Code stimmt nicht. Bitte tippen Sie den, den die App gerade zeigt; stimmt die Uhr "
                "Ihres Telefons?"
            )
        return code

    def clean(self):
        typed = super().clean() or self.cleaned_data
        first, second = typed.get("password1"), typed.get("password2")
        if first and second and first != second:
            self.add_error("password2", "Die beiden Passwörter sind nicht gleich.")
        return typed
