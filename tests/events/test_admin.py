from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from events.models import Event
from tests.factories.events import berlin, make_all_day, make_event


pytestmark = pytest.mark.django_db
ADD = "/verwaltung/events/event/add/"


def picture_bytes() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return out.getvalue()


def form(event: Event | None = None, *, dates=(), **fields) -> dict:
    """The admin form as a browser sends it; `dates` as dicts of the inline rows."""
    values = {
        "title": "Elternabend",
        "slug": "elternabend",
        "status": "geplant",
        "attendance": "praesenz",
        "access": "offen",
        "wheelchair": "unbekannt",
        "date_precision": "minute",
        "is_free": "unknown",
        "is_published": "on",
        "group_terms-TOTAL_FORMS": 0,
        "group_terms-INITIAL_FORMS": 0,
        "registration_terms-TOTAL_FORMS": 0,
        "registration_terms-INITIAL_FORMS": 0,
        "occurrences-TOTAL_FORMS": len(dates),
        "occurrences-INITIAL_FORMS": event.occurrences.count() if event else 0,
    }
    for number, date in enumerate(dates):
        values |= {f"occurrences-{number}-{name}": value for name, value in date.items()}
    return values | fields


def change(client, event, **kwargs):
    return client.post(reverse("admin:events_event_change", args=[event.pk]), form(event, **kwargs))


def row(occurrence, **fields) -> dict:
    return {
        "id": occurrence.pk,
        "event": occurrence.event_id,
        "starts_at_0": "03.03.2026",
        "starts_at_1": "16:00",
        "ends_at_0": "03.03.2026",
        "ends_at_1": "18:00",
        **fields,
    }


def test_new_event_is_kept_with_its_dates(office_client):
    dates = [
        {"starts_at_0": "03.03.2026", "starts_at_1": "16:00"},
        {"starts_at_0": "10.03.2026", "starts_at_1": "00:00", "all_day": "on"},
    ]

    response = office_client("redaktion").post(ADD, form(dates=dates))

    assert response.status_code == 302
    first, second = Event.objects.get().occurrences.all()
    assert (first.number, first.starts_at, first.ends_at) == (1, berlin("2026-03-03 16:00"), None)
    assert (second.number, second.ends_at) == (2, berlin("2026-03-11"))


def test_last_day_of_a_whole_day_date_is_typed_as_people_mean_it(office_client):
    dates = [
        {
            "starts_at_0": "28.03.2026",
            "starts_at_1": "00:00",
            "ends_at_0": "29.03.2026",
            "ends_at_1": "00:00",
            "all_day": "on",
        }
    ]
    client = office_client("redaktion")

    client.post(ADD, form(dates=dates))

    date = Event.objects.get().occurrences.get()
    assert date.ends_at == berlin("2026-03-30")
    page = client.get(reverse("admin:events_event_change", args=[date.event_id]))
    shown = page.context["inline_admin_formsets"][0].formset.forms[0].initial["ends_at"]
    assert shown == berlin("2026-03-29")


def test_whole_day_date_that_is_sent_back_as_it_was_stays(office_client):
    event = make_all_day("2026-03-28", "2026-03-29", title="Elternabend", slug="elternabend",
                         place_name="", city="")  # fmt: skip
    [date] = event.occurrences.all()
    sent = row(date, starts_at_0="28.03.2026", starts_at_1="00:00", ends_at_0="29.03.2026",
               ends_at_1="00:00", all_day="on")  # fmt: skip

    change(office_client("redaktion"), event, dates=[sent], date_precision="day")

    changed = Event.objects.get()
    assert changed.sequence == 0
    assert changed.occurrences.get().ends_at == berlin("2026-03-30")


def test_whole_day_date_that_ends_the_day_before_is_refused(office_client):
    dates = [
        {
            "starts_at_0": "28.03.2026",
            "starts_at_1": "00:00",
            "ends_at_0": "27.03.2026",
            "ends_at_1": "00:00",
            "all_day": "on",
        }
    ]

    response = office_client("redaktion").post(ADD, form(dates=dates))

    assert "Das Ende liegt vor dem Beginn." in response.content.decode()
    assert not Event.objects.exists()


def test_change_of_a_date_counts_the_sequence_up(office_client):
    event = make_event(title="Elternabend", slug="elternabend", place_name="", city="")
    [date] = event.occurrences.all()

    response = change(office_client("redaktion"), event, dates=[row(date, starts_at_1="17:00")])

    assert response.status_code == 302
    assert Event.objects.get().sequence == 1
    assert event.occurrences.get().starts_at == berlin("2026-03-03 17:00")


def test_change_that_no_calendar_shows_leaves_the_sequence(office_client):
    event = make_event(title="Elternabend", slug="elternabend", place_name="", city="")
    [date] = event.occurrences.all()

    change(office_client("redaktion"), event, dates=[row(date)], price="6 €")

    changed = Event.objects.get()
    assert (changed.price, changed.sequence) == ("6 €", 0)


def test_end_before_start_is_said_at_the_date(office_client):
    date = {
        "starts_at_0": "03.03.2026",
        "starts_at_1": "16:00",
        "ends_at_0": "03.03.2026",
        "ends_at_1": "15:00",
    }

    response = office_client("redaktion").post(ADD, form(dates=[date]))

    assert response.status_code == 200
    assert "Das Ende liegt vor dem Beginn." in response.content.decode()
    assert not Event.objects.exists()


@pytest.mark.parametrize("day", ["31.12.9999", "01.01.0001"])
def test_year_out_of_all_calendars_is_refused(office_client, day):
    dates = [{"starts_at_0": day, "starts_at_1": "00:00", "all_day": "on"}]

    response = office_client("redaktion").post(ADD, form(dates=dates))

    assert "Bitte ein Jahr von 1900 bis 2199 angeben." in response.content.decode()
    assert not Event.objects.exists()


def test_address_of_a_page_is_refused_for_an_event(office_client):
    response = office_client("redaktion").post(ADD, form(slug="archiv"))

    assert "Diese Adresse ist schon vergeben." in response.content.decode()


def test_list_needs_few_queries(office_client, django_assert_max_num_queries):
    for _ in range(3):
        make_event()
    client = office_client("redaktion")

    with django_assert_max_num_queries(25):
        assert client.get("/verwaltung/events/event/").status_code == 200


def test_picture_is_checked_and_needs_its_words(office_client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client = office_client("redaktion")

    refused = client.post(ADD, form(image=SimpleUploadedFile("a.png", b"no picture")))
    wordless = client.post(ADD, form(image=SimpleUploadedFile("a.png", picture_bytes())))

    assert "Diese Datei lässt sich nicht öffnen." in refused.content.decode()
    assert "Zu einem Bild gehören Beschreibung" in wordless.content.decode()
    words = {"image_alt": "Ein Saal", "image_author": "Museum", "image_licence": "cc-by"}
    licence = Event.ImageLicence.values[0]
    picture = SimpleUploadedFile("a.png", picture_bytes())
    client.post(ADD, form(image=picture, **words | {"image_licence": licence}))
    assert Event.objects.get().image.name.endswith(".webp")


def test_terms_for_groups_are_part_of_the_form(office_client):
    terms = {
        "group_terms-TOTAL_FORMS": 1, "group_terms-0-field": "museal", "group_terms-0-is_per_head": "on",
        "group_terms-0-price_cents": "6,50", "group_terms-0-fee_cents": "0",
        "group_terms-0-material_cents": "0", "group_terms-0-free_places": "2",
    }  # fmt: skip

    office_client("redaktion").post(ADD, form(**terms))

    assert Event.objects.get().group_terms.price_cents == 6_50


def test_empty_terms_for_groups_are_not_kept(office_client):
    client = office_client("redaktion")
    inline = client.get(ADD).context["inline_admin_formsets"][1].formset.forms[0]
    blank = {inline.add_prefix(name): inline[name].value() for name in inline.fields}
    blank = {name: value for name, value in blank.items() if value is not None}

    client.post(ADD, form(**blank | {"group_terms-TOTAL_FORMS": 1}))

    assert not hasattr(Event.objects.get(), "group_terms")
