"""The looks at help and at what is asked again can fail; the walk of every address takes them along."""

import re

import pytest
from django.urls import reverse

from tests.access import helping
from tests.access.people import Person
from tests.access.places import places
from tests.factories.funding import make_draft
from tests.factories.members import make_account, sign_in


SOUND = (
    '<html><main>Text</main><footer class="br-footer"><a href="mailto:a@b.example">Schreiben</a>'
    '<a href="/barriere-melden/">Barriere melden</a></footer></html>'
)
OFFICE = (
    '<html><main>Text</main><footer id="footer"><div class="of-footer"><a href="/verwaltung/hilfe/">Hilfe</a>'
    '<a href="/barriere-melden/">Barriere melden</a></div></footer></html>'
)
GUEST, SUPERUSER = Person("gast", make_account, None), Person("superuser", make_account, None)
FIELD = '<input type="email" name="email" autocomplete="email"{}>'


def place(name: str):
    return next(one for one in places() if one.name == name)


def test_sound_pages_have_no_faults():
    filled = SOUND.replace("Text", FIELD.format(' value="a@b.example"'))

    assert helping.faults(place("actors:actor_suggest"), GUEST, filled) == []
    assert helping.faults(place("admin:index"), SUPERUSER, OFFICE) == []


@pytest.mark.parametrize(
    ("person", "name", "body", "fault"),
    [
        (GUEST, "home", SOUND.replace("/barriere-melden/", "/weg/"), "no help"),
        (GUEST, "home", "<html>" + SOUND.split("<main>")[1] + SOUND, ""),
        (GUEST, "home", "<html><main>mailto:</main></html>", "no help"),
        (SUPERUSER, "admin:index", OFFICE.replace("/hilfe/", "/weg/"), "no help"),
        (GUEST, "home", SOUND.replace("Text", FIELD.format("")), "asks again"),
        (GUEST, "home", SOUND.replace("Text", FIELD.format(' value=""')), "asks again"),
    ],
)
def test_missing_help_and_what_is_asked_again_are_found(person, name, body, fault):
    found = helping.faults(place(name), person, body)

    assert [said for said in found if fault and said.startswith(fault)] == found
    assert bool(found) == bool(fault)


LABEL = re.compile(r'<label\b[^>]*\bfor="([^"]+)"[^>]*>(.*?)</label>', re.DOTALL)


def asked(body: str) -> list[str]:
    """What the fields of a page are called, in their order; a row of a table only once."""
    main = body.split("<main", 1)[-1].split("</main>", 1)[0]
    words = [re.sub(r"<[^>]+>|\s+", " ", text).strip() for _field, text in LABEL.findall(main)]
    return list(dict.fromkeys(" ".join(word.split()) for word in words))


def twice(pages: dict[str, str]) -> list[str]:
    """Questions that stand on more than one page of a process."""
    known, found = {}, []
    for page, body in pages.items():
        for question in asked(body):
            if question in known:
                found.append(f"{question}: {known[question]}, {page}")
            known.setdefault(question, page)
    return found


def test_question_on_two_pages_is_found():
    page = '<main><label for="a">Ihr <b>Name</b></label></main>'

    assert twice({"eins": page, "zwei": page}) == ["Ihr Name: eins, zwei"]
    assert twice({"eins": page, "zwei": page.replace("Name", "Ort")}) == []


@pytest.mark.django_db
def test_application_asks_nothing_twice():
    draft = make_draft()
    client = sign_in(draft.created_by)
    steps = [
        reverse("funding:application_step", args=[draft.token, step])
        for step in draft.editable_sections
    ]

    pages = {step: client.get(step).content.decode() for step in steps}

    assert len(pages) > 4
    assert sum(len(asked(body)) for body in pages.values()) > 15
    assert twice(pages) == []


@pytest.mark.django_db
def test_sign_in_asks_once_and_lets_the_code_be_filled_in(client, region):
    first = client.get(reverse("account_request_login_code")).content.decode()
    sent = client.post(
        reverse("account_request_login_code"), {"email": "neu@schule.example"}, follow=True
    )

    second = sent.content.decode()
    assert asked(first)
    assert asked(second)
    assert twice({"Adresse": first, "Code": second}) == []
    assert 'autocomplete="one-time-code"' in second
