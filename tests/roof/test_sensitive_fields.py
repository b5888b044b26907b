"""What a browser may suggest or keep of sensitive fields: nothing of an account, and for secrets what they are."""

import re

import pytest
from django import forms
from django.urls import get_resolver

from tests.factories.funding import make_draft, make_rule_set
from tests.funding.browsing import step
from tests.house import APPS


# Names of fields, and what their "autocomplete" says (HTML Living Standard, 4.10.18.7).
SAID = {
    r"iban|bic|account_holder": "off",
    r"password[12]": "new-password",
    r"password|oldpassword": "current-password",
    r"code|otp": "one-time-code",
}


def form_classes() -> set[type[forms.BaseForm]]:
    """Those of ours and of allauth that any address leads to."""
    list(get_resolver().url_patterns)
    todo, found = [forms.BaseForm], set()
    while todo:
        for one in todo.pop().__subclasses__():
            if one not in found:
                found.add(one)
                todo.append(one)
    return {one for one in found if one.__module__.split(".")[0] in (*APPS, "allauth")}


def wanted(name: str, field: forms.Field) -> str | None:
    """What the field should say; None where it is not sensitive."""
    if isinstance(field.widget, (forms.Select, forms.CheckboxInput, forms.HiddenInput)):
        return None
    return next((said for names, said in SAID.items() if re.fullmatch(names, name)), None)


def faults(found: set[type[forms.BaseForm]]) -> tuple[int, list[str]]:
    """How many fields are sensitive, and those that say something else than they should."""
    count, wrong = 0, []
    for form in found:
        for name, field in getattr(form, "base_fields", {}).items():
            said, due = field.widget.attrs.get("autocomplete"), wanted(name, field)
            count += due is not None
            is_open = isinstance(field.widget, forms.PasswordInput) and said not in SAID.values()
            if (due and said != due) or is_open:
                wrong.append(f"{form.__qualname__}.{name}: {said}")
    return count, wrong


def test_every_sensitive_field_says_what_the_browser_may_do():
    count, wrong = faults(form_classes())

    assert count > 20
    assert wrong == []


def test_field_that_says_nothing_is_found():
    class Loose(forms.Form):
        iban = forms.CharField()
        proof = forms.CharField(widget=forms.PasswordInput)

    assert faults({Loose}) == (
        1,
        [f"{Loose.__qualname__}.iban: None", f"{Loose.__qualname__}.proof: None"],
    )


def test_bank_details_are_not_suggested_on_the_page(region, school_client):
    make_rule_set()
    draft = make_draft(by=school_client.user, institution=school_client.actor)

    page = school_client.get(step(draft, "finanzierung")).content.decode()

    for name in ("iban", "account_holder"):
        [field] = re.findall(rf'<input[^>]* name="{name}"[^>]*>', page)
        assert 'autocomplete="off"' in field


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "said"),
    [("/konto/anmelden/verwaltung/", "current-password"), ("/konto/anmelden/", "email")],
)
def test_managers_of_passwords_are_told_what_is_what(region, client, address, said):
    assert f'autocomplete="{said}"' in client.get(address).content.decode()
