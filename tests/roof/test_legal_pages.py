"""Statement, imprint and privacy from rows; the check list, the record and the terms of keeping; cookies."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook

from bildungsregion.base.models import Subscription
from bildungsregion.duties.checklist import missing
from bildungsregion.duties.models import AccessGap, AccessStatement, LegalFacts
from tests.factories.office import make_client
from tests.factories.pages import make_page


pytestmark = pytest.mark.django_db


def make_statement(**values) -> AccessStatement:
    said = {"conformance": "teilweise", "law": "NBGG", "method": "selbst", "prepared_on": date(2026, 1, 1),
            "reviewed_on": date(2026, 1, 1)}  # fmt: skip
    return AccessStatement.objects.create(**said | values)


def test_statement_is_made_from_rows_and_closed_gaps_leave_it(region):
    make_page(title="Barrierefreiheit", slug="barrierefreiheit")
    make_statement()
    AccessGap.objects.create(title="Videos", reason="Nicht gedreht.", alternative="Dolmetschen.")
    AccessGap.objects.create(title="Alt", reason="x", alternative="y", closed_on=date(2026, 2, 1))

    page = Client().get("/barrierefreiheit/").content.decode()

    for said in ("erfüllt die Anforderungen teilweise", "NBGG", "Selbstbewertung", "1. Januar 2026", "Videos",
                 "Dolmetschen.", "noch ohne Termin", "/barriere-melden/"):  # fmt: skip
        assert said in page, said
    assert "<h3>Alt</h3>" not in page


def test_privacy_page_and_form_say_the_same(region):
    make_page(title="Datenschutz", slug="datenschutz")
    LegalFacts.objects.create(protection_officer="datenschutz@kreis.example")

    page = Client().get("/datenschutz/").content.decode()
    form = Client().get("/barriere-melden/").content.decode()

    purpose = "Damit wir die Barriere finden, beseitigen und Ihnen antworten können."
    assert (purpose in page, purpose in form) == (True, True)
    assert 'data-br-privacy="barriere"' in form
    assert "§ 3 NDSG" in page
    assert "datenschutz@kreis.example" in page


def test_law_of_the_land_is_asked_for_where_nobody_knows_it_and_never_another_lands(region):
    region.state = "Hessen"
    region.save()
    make_page(title="Datenschutz", slug="datenschutz")
    law = "Landesrecht zur Datenverarbeitung"

    before = {one.what for one in missing(region)}
    client = make_client("koordination")
    keeping = client.get(reverse("admin:bildungsregion_keeping")).content.decode()
    region.public_task_law = "§ 3 HDSIG"
    region.save()

    assert law in before
    assert law not in {one.what for one in missing(region)}
    assert "Jahresabschluss (Haushaltsrecht des Landes)" in keeping
    assert "KomHKVO" not in keeping
    page = Client().get("/datenschutz/").content.decode()
    assert ("§ 3 HDSIG" in page, "NDSG" in page) == (True, False)


def test_privacy_page_is_silent_of_a_module_that_is_off(region):
    make_page(title="Datenschutz", slug="datenschutz")
    region.modules = []
    region.save()

    assert "Wenn Sie einen Antrag stellen" not in Client().get("/datenschutz/").content.decode()


def test_check_list_empties_as_the_office_fills_in(region, django_assert_num_queries):
    region.enforcement_body, region.office_phone = "Schlichtungsstelle", "04131 0"
    region.save()
    before = {one.what for one in missing(region)}
    names = ("representative", "vat_id", "content_responsible", "controller", "protection_officer", "processors",
             "supervisory_authority")  # fmt: skip
    LegalFacts.objects.create(**dict.fromkeys(names, "da"))
    make_statement(reviewed_on=timezone.localdate())
    for slug in ("impressum", "datenschutz", "barrierefreiheit"):
        make_page(title=slug, slug=slug, body="fertig")

    with django_assert_num_queries(1):
        after = [one.what for one in missing(region) if "Platzhalter" not in one.what]

    assert {"Wer die Behörde vertritt", "Die Erklärung fehlt"} <= before
    assert after == []


def test_check_list_without_legal_facts_sees_statement_gaps_and_pages(region, today):
    make_statement(reviewed_on=today)
    AccessGap.objects.create(
        title="Videos", reason="x", alternative="y", until=today - timedelta(days=1)
    )
    make_page(
        title="Impressum", slug="impressum", body="Der Name wird vor der Veröffentlichung ergänzt."
    )

    found = {one.what.split(" (")[0] for one in missing(region)}

    assert found >= {
        "Wer die Behörde vertritt",
        "Eine Lücke sollte schon behoben sein",
        "Im Text steht noch ein Platzhalter",
        "Die Seite fehlt oder ist nicht veröffentlicht",
    }
    assert "Die Erklärung fehlt" not in found


def test_old_statement_and_placeholders_are_work(region):
    LegalFacts.objects.create()
    make_statement(prepared_on=date(2024, 2, 29), reviewed_on=date(2024, 2, 29))
    make_page(
        title="Impressum", slug="impressum", body="Der Name wird vor der Veröffentlichung ergänzt."
    )

    found = [(one.where, one.what[:20]) for one in missing(region)]

    assert ("Barrierefreiheit", "Erklärung seit 29.02") in found
    assert ("Impressum", "Im Text steht noch e") in found
    start = make_client("koordination").get(reverse("admin:index")).content.decode()
    assert "Auf den Rechtsseiten fehlt noch etwas" in start


def test_record_of_processing_is_a_page_and_a_table(region):
    client = make_client("koordination")

    page = client.get(reverse("admin:bildungsregion_record")).content.decode()
    file = client.get(reverse("admin:bildungsregion_record_file", args=["xlsx"]))

    book = load_workbook(BytesIO(b"".join(file.streaming_content)))
    titles = [row[0].value for row in book["Verarbeitung"].iter_rows(min_row=2)]
    assert "Wenn Sie einen Lernort anfragen" in titles
    assert "Protokoll der Verwaltung" in page
    assert make_client("lesend").get(reverse("admin:bildungsregion_record")).status_code == 403


def test_keeping_shows_what_is_due_and_deletes_nothing(region):
    old = timezone.localdate() - timedelta(days=30)
    Subscription.objects.create(email="x@post.example", list="akteure", asked_on=old)
    client = make_client("koordination")

    page = " ".join(client.get(reverse("admin:bildungsregion_keeping")).content.decode().split())

    assert "sind es <strong>1</strong>" in page
    assert "Eingereichte Anträge" in page
    assert Subscription.objects.count() == 1


def test_region_without_fund_reads_nothing_of_applications(region):
    client, address = make_client("koordination"), reverse("admin:bildungsregion_keeping")
    with_fund = client.get(address).content.decode()
    region.modules = []
    region.save()

    page = client.get(address).content.decode()

    titles = ("Schritte in Anträgen", "Einsichten in Anlagen", "Einsichten in Bankdaten")
    assert [title in with_fund for title in titles] == [True] * 3
    assert [title in page for title in titles] == [False] * 3


def readable(patterns=None, before: str = ""):
    """Addresses without parts to fill in, outside the office and the accounts."""
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        path = before + str(one.pattern)
        if path.startswith(("verwaltung", "konto", "mein-bereich", "accounts")):
            continue
        if isinstance(one, URLResolver):
            yield from readable(one.url_patterns, path)
        elif isinstance(one, URLPattern) and not one.pattern.converters and "(" not in path:
            yield f"/{path}"


def test_readers_get_no_cookie_and_who_opens_a_form_only_that_of_its_protection(region, settings):
    seen, given = 0, {}
    for path in sorted(set(readable())):
        client = Client()
        answer = client.get(path)
        if answer.status_code == 200:
            seen += 1
            has_form = not answer.streaming and b'method="post"' in answer.content
            allowed = {settings.CSRF_COOKIE_NAME} if has_form else set()
            if extra := set(answer.cookies) - allowed:
                given[path] = extra

    assert seen > 20
    assert given == {}
