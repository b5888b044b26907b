"""School and public holidays of both regions: regions/*/holidays.csv, judged by what python-holidays says.

Its answers (0.109, November 2026) are kept beside this test, because the package asks for an older dateutil
than ours.
"""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from bildungsregion.loading import run
from events.models import Holiday


LANDS = {"lueneburg": "NI", "ludwigsburg": "BW"}
JUDGE = Path(__file__).with_name("judged_holidays.json")
# As far as the library knows the school holidays; later ones stand in the file as not confirmed.
JUDGED_UNTIL = date(2029, 9, 30)


def rows(region: str) -> list[dict[str, str]]:
    path = Path(settings.BASE_DIR) / "regions" / region / "holidays.csv"
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def spread(first: str, last: str) -> set[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return {start + timedelta(days=n) for n in range((end - start).days + 1)}


def days(region: str, kind: str) -> set[date]:
    spans = [spread(row["first"], row["last"]) for row in rows(region) if row["kind"] == kind]
    return set().union(*spans)


def judged(land: str, category: str) -> set[date]:
    spans = json.loads(JUDGE.read_text())[land][category]
    return set().union(*(spread(*(span.split("/") * 2)[:2]) for span in spans))


@pytest.mark.parametrize("region", LANDS)
def test_public_holidays_are_those_of_the_land(region):
    assert days(region, "feiertag") == judged(LANDS[region], "public")


@pytest.mark.parametrize("region", LANDS)
def test_school_holidays_are_those_of_the_land(region):
    ours = {day for day in days(region, "ferien") if day <= JUDGED_UNTIL}

    assert ours == judged(LANDS[region], "school")


@pytest.mark.parametrize("region", LANDS)
def test_what_nothing_judges_is_not_called_confirmed(region):
    school = [row for row in rows(region) if row["kind"] == "ferien"]
    unjudged = [row for row in school if date.fromisoformat(row["first"]) > JUDGED_UNTIL]

    assert {row["confirmed"] for row in unjudged} == {"nein"}
    assert {row["confirmed"] for row in school if row not in unjudged} == {"ja"}


def test_holidays_are_loaded_and_what_the_office_changed_stays(db):
    folder = Path(settings.BASE_DIR) / "regions" / "ludwigsburg"
    run.load(folder)
    Holiday.objects.filter(slug="sommerferien-2030").update(name="Große Ferien")

    run.load(folder)

    autumn = Holiday.objects.get(slug="herbstferien-2026")
    assert (autumn.label, autumn.is_confirmed) == ("Herbstferien, 26.–31. Oktober 2026", True)
    assert Holiday.objects.get(slug="sommerferien-2030").name == "Große Ferien"


def test_office_corrects_a_holiday(office_client):
    row = Holiday.objects.create(
        name="Herbstferien", slug="herbstferien-2029", first_on="2029-10-22", last_on="2029-11-02",
        is_confirmed=False,
    )  # fmt: skip
    office = office_client("redaktion")
    page = f"/verwaltung/events/holiday/{row.pk}/change/"
    sent = {"name": "Herbstferien", "slug": row.slug, "kind": "ferien", "first_on": "22.10.2029",
            "last_on": "03.11.2029", "is_confirmed": "on"}  # fmt: skip

    assert office.get(page).status_code == 200
    assert office.get("/verwaltung/events/holiday/?is_confirmed__exact=0").status_code == 200
    assert office.post(page, sent).status_code == 302

    row.refresh_from_db()
    assert (row.last_on, row.is_confirmed) == (date(2029, 11, 3), True)
