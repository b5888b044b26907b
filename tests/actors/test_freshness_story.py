"""A school from the list of 2017, through a year of nights: asked, silent, marked, called, asked again."""

import re
from datetime import date, timedelta

import pytest

from actors.actions import freshening
from tests.factories.actors import make_actor
from tests.factories.office import make_client


pytestmark = pytest.mark.django_db
BEGIN = date(2026, 3, 2)


def nights(first: date, days: int) -> None:
    """What each night does with the directory."""
    for day in (first + timedelta(days=number) for number in range(days)):
        freshening.plan_checks(today=day)
        freshening.mark_unanswered(today=day)
        freshening.ask_due(today=day, most=10)


def link_in(mail) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/stimmt-noch/[\w-]+/)\n", mail.body)[1]


def test_school_is_asked_called_and_asked_again_a_year_later(region, client, mailoutbox, clock):
    school = make_actor("Grundschule Adendorf", slug="gs-adendorf", phone="04131 18",
                        email="post@gs-adendorf.example", source="Schulverzeichnis, Stand 2017")  # fmt: skip
    page = f"/akteure/{school.slug}/"

    nights(BEGIN, 60)
    assert [mail.subject for mail in mailoutbox] == [
        "Stimmt noch alles? Grundschule Adendorf",
        "Noch einmal gefragt: Stimmt noch alles? Grundschule Adendorf",
    ]
    assert "Bitte rufen Sie vorher an." in client.get(page).content.decode()

    clock("2026-05-04")
    office = make_client("redaktion")
    start = office.get("/verwaltung/").content.decode()
    to_do = re.search(r'<a href="([^"]+/pruefen/)">Grundschule Adendorf', start)[1]
    assert "04131 18" in office.get(to_do).content.decode()
    office.post(to_do, {"tun": "geprueft"})
    assert "Zuletzt geprüft am 4. Mai 2026." in client.get(page).content.decode()
    assert "Bitte rufen Sie vorher an." not in client.get(page).content.decode()

    assert client.get(link_in(mailoutbox[0])).status_code == 200
    nights(date(2026, 5, 5), 364)
    assert len(mailoutbox) == 2
    nights(date(2027, 5, 4), 16)
    assert len(mailoutbox) == 3

    clock("2027-05-20")
    client.post(link_in(mailoutbox[2]), {"antwort": "ja"})
    assert "Zuletzt geprüft am 20. Mai 2027." in client.get(page).content.decode()
