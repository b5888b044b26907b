"""allauth's own German is familiar („du“); the portal says „Sie“ wherever its pages can be reached."""

import gettext
import re
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress
from django.template.loader import get_template
from django.urls import reverse

from accounts.adapter import AccountAdapter
from accounts.forms import SetPasswordForm
from accounts.models import User
from bildungsregion.base.models import OutgoingMail
from tests.accounts.test_login import ask_for_code, last_code


pytestmark = pytest.mark.django_db

ROOT = Path(allauth.__file__).parent
FAMILIAR = re.compile(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]ein\w*)\b|\b(gib|wähle|klick) bitte\b")
# Nobody gets there: no sign-up form, no telephone, no mail that is sent, no script of allauth's.
NEVER_SHOWN = re.compile(
    r"signup|phone|warn_no_email|verified_email_required|account_already_exists|account/email\.html"
    r"|email_change|password_changed_message|already_logged_in|base_message"
)


@pytest.fixture(autouse=True)
def _outbox(settings, region):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"


def familiar_words():
    """The beginnings, up to their first variable, of allauth's texts that are familiar in German."""
    with (ROOT / "locale/de/LC_MESSAGES/django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    texts = ((key, text) for key, text in catalogue.items() if isinstance(key, str) and key)
    return [re.split(r"%\(|\n", key.strip())[0] for key, text in texts if FAMILIAR.search(text)]


def test_no_page_or_mail_of_allauth_that_is_shown_is_familiar():
    words = [beginning for beginning in familiar_words() if len(beginning) > 12]
    found = []
    for app in ("account", "mfa", "usersessions"):
        for file in sorted((ROOT / "templates" / app).rglob("*.*")):
            name = str(file.relative_to(ROOT / "templates"))
            is_ours = Path(get_template(name).origin.name) != file
            if not is_ours and not NEVER_SHOWN.search(name):
                found += [(name, word) for word in words if word in file.read_text("utf-8")]

    assert len(words) > 20
    assert found == []


def test_no_error_that_accounts_can_meet_is_familiar():
    met = {
        name: str(text)
        for name, text in AccountAdapter.error_messages.items()
        if "username" not in name and "phone" not in name
    }

    assert {name: text for name, text in met.items() if FAMILIAR.search(text)} == {}


def test_two_different_new_passwords_are_named_formally():
    form = SetPasswordForm(
        data={"password1": "lang-genug-und-neu", "password2": "anders-und-lang"}, user=User()
    )

    assert form.errors == {"password2": ["Die beiden Passwörter sind nicht gleich."]}


def test_a_code_typed_too_late_says_why_a_new_one_is_needed(client, settings):
    ask_for_code(client, "a@b.example")
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1  # seconds ago it ran out

    answer = client.post(reverse("account_confirm_login_code"), {"code": last_code()}, follow=True)

    assert [str(message) for message in answer.context["messages"]] == [
        "Dieser Code gilt nicht mehr. Bitte fordern Sie einen neuen an."
    ]


def test_a_second_code_is_announced(client):
    ask_for_code(client, "a@b.example")

    answer = client.post(reverse("account_confirm_login_code"), {"action": "resend"}, follow=True)

    assert "Ein neuer Code ist unterwegs" in answer.content.decode()


def test_the_code_is_typed_with_number_keys(client):
    ask_for_code(client, "a@b.example")

    assert (
        'inputmode="numeric"' in client.get(reverse("account_confirm_login_code")).content.decode()
    )


def test_a_second_address_is_confirmed_by_its_mail(client):
    user = User.objects.create_user("leitung@schule.example")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    client.force_login(user)

    client.post(reverse("account_email"), {"action_add": "", "email": "buero@schule.example"})
    link = re.search(r"http://testserver(/\S+)", OutgoingMail.objects.get().body)[1]
    page = client.get(link).content.decode()
    client.post(link)

    assert "Gehört Ihnen die Adresse <strong>buero@schule.example</strong>?" in page
    assert EmailAddress.objects.get(email="buero@schule.example").verified is True


def test_the_address_of_all_accounts_leads_to_the_own_area(client):
    assert client.get("/konto/").url == reverse("my_area")
