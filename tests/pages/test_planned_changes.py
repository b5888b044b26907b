"""A change of a public text with its moment: read by the clock, whoever writes it into the columns later."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from bildungsregion.base.errors import DomainError
from bildungsregion.base.subscriptions import lists
from pages import actions, nightly
from pages.models import News, Page
from tests.factories.actors import make_topic
from tests.factories.base import make_region
from tests.factories.pages import make_news, make_page


BEFORE, AFTER = "2026-03-02 07:59", "2026-03-02 08:00"
AT = {"at": "2026-03-02T08:00"}


def address(row, step="change") -> str:
    return f"/verwaltung/pages/{row._meta.model_name}/{row.pk}/{step}/"


@pytest.fixture
def plan(clock, office_client):
    """``plan(row, title="Neu")``: drafted and planned in the office; gives the client."""
    clock("2026-03-01 12:00")

    def do(row, **changed):
        client = office_client("redaktion")
        content = {name: getattr(row, name) for name in row.CONTENT} | changed
        actions.save(row=row, by=client.user, content=content)
        done = client.post(address(row, "planen"), {"seen_edit": row.edit_number, **AT})
        assert done.status_code == 302, done.context["form"].errors
        row.refresh_from_db()
        return client

    return do


@pytest.mark.django_db
def test_new_text_is_public_from_its_moment_on(client, clock, plan):
    parent = make_page(title="Oben")
    page = make_page(title="Alt", summary="Alter Satz.", body="Früher.", parent=parent)
    plan(page, title="Neu", summary="Neuer Satz.", body="Jetzt.")
    told = []
    for moment in (BEFORE, AFTER):
        clock(moment)
        html, above = (client.get(p.get_absolute_url()).content.decode() for p in (page, parent))
        told.append(("Früher." in html, "Jetzt." in html, "<h1>Neu</h1>" in html,
                     "Neuer Satz." in above, "Alter Satz." in above))  # fmt: skip

    assert told == [(True, False, False, False, True), (False, True, True, True, False)]
    assert Page.objects.filter(pk=page.pk).values_list("title", flat=True).get() == "Alt"


@pytest.mark.django_db
def test_message_changes_in_lists_feeds_and_on_its_topic(client, clock, plan):
    topic = make_topic("Inklusion")
    news = make_news(title="Alt", topics=[topic])
    plan(news, title="Neu")
    clock(AFTER)

    shown = [client.get(a).content.decode() for a in ("/aktuelles/", "/", "/themen/inklusion/")]
    messages = lists.find("aktuelles")

    assert ["Neu" in html for html in shown] == [True] * 3
    assert [entry.title for entry in messages.latest(messages.rows(), 5)] == ["Neu"]
    assert messages.facts(messages.watched().get())[0] == "Neu"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("megabytes", [1, 0], ids=["pages", "parts alone"])
def test_moment_ends_what_is_kept(clock, settings, megabytes):
    settings.KEPT_PAGES_MB = megabytes
    make_region()
    clock("2026-03-01 12:00")
    news, page = (
        make_news(title="Alte Meldung", topics=[make_topic("Kunst")]),
        make_page(title="Alt"),
    )
    for row in (news, page):
        actions.save(row=row, by=None, content=row.content | {"title": "Ganz neu"})
        actions.plan(row=row, by=None, seen=1, at=clock.moment.replace(day=2, hour=8))
    addresses = ("/", "/bildungsregion/", "/themen/kunst/", "/aktuelles/", page.get_absolute_url())
    told = []
    for moment in (BEFORE, BEFORE, AFTER, AFTER):
        clock(moment)
        pages = [Client().get(address).content.decode() for address in addresses]
        told.append(["Ganz neu" in html for html in pages])

    assert told[0] == told[1]
    assert not any(told[0])
    assert told[2] == told[3]
    assert told[2][0], "the home page tells the latest news"
    assert all(told[2][2:])


@pytest.mark.django_db
@pytest.mark.parametrize("write", [actions.write_due_changes, lambda: nightly.pages(None)])
def test_columns_and_versions_follow(client, clock, plan, write):
    page = make_page(title="Alt")
    planner = plan(page, title="Salzwiese").user
    clock("2026-03-02 08:01")
    assert client.get("/suche/", {"q": "Salzwiese"}).context["groups"] == []

    write()
    write()

    hits = client.get("/suche/", {"q": "Salzwiese"}).context["groups"]
    assert [hit.title for group in hits for hit in group.hits] == ["Salzwiese"]
    row = Page.objects.filter(pk=page.pk).values("title", "draft", "change_at").get()
    assert row == {"title": "Salzwiese", "draft": None, "change_at": None}
    last, planned, *_ = page.versions.all()
    assert (last.what, last.note, last.saved_by) == ("online", "wie geplant", planner)
    assert f"{last.local_time:%d.%m.%Y %H:%M}" == "02.03.2026 08:00"
    assert (planned.what, planned.note) == ("geplant", "ab 2.3.2026, 8:00 Uhr")


@pytest.mark.django_db
def test_whoever_saves_after_the_moment_changes_the_new_text(clock, plan):
    page = make_page(title="Alt", body="Alt.")
    plan(page, body="Neu.")
    clock(AFTER)

    row = Page.objects.get()
    actions.save(row=row, by=None, content=row.content | {"title": "Danach"})
    row.refresh_from_db()

    assert (row.body, row.draft["title"], row.change_at) == ("Neu.", "Danach", None)
    assert list(row.versions.values_list("what", flat=True)[:3]) == ["entwurf", "online", "geplant"]


@pytest.mark.django_db
def test_planned_change_is_worked_on_moved_seen_and_given_up(client, clock, plan, office_client):
    page = make_page(title="Alt")
    office = plan(page, title="Neu")
    form = {"title": "Neuer", "slug": page.slug, "body": "", "menu": page.menu, "language": "de",
            "position": page.position, "seen_edit": page.edit_number}  # fmt: skip
    saved = office.post(address(page), form | {"_save": "1"}, follow=True).content.decode()
    page.refresh_from_db()
    link = actions.make_preview(row=page, by=None, days=7)
    office.post(address(page, "planen"), {"seen_edit": page.edit_number, "at": "2026-03-04T08:00"})
    clock("2026-03-03 08:00")
    seen = client.get(link.get_absolute_url()).content.decode()
    page.refresh_from_db()

    assert "Die Änderung geht am 2.3.2026, 8:00 Uhr online" in saved
    assert "So sieht die Seite ab dem 4. März 2026" in seen
    assert "<h1>Neuer</h1>" in seen
    assert "<h1>Alt</h1>" in client.get(page.get_absolute_url()).content.decode()

    other = office_client("koordination")
    other.post(address(page, "planung-aufheben"), {"seen_edit": page.edit_number})
    clock("2026-03-05 08:00")
    page.refresh_from_db()

    assert (page.title, page.draft["title"], page.status_words) == (
        "Alt",
        "Neuer",
        "online, mit Entwurf",
    )
    assert page.versions.first().what == "ungeplant"


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["veroeffentlichen", "zuruecknehmen", "entwurf-verwerfen"])
def test_other_steps_end_the_plan(clock, plan, step):
    page = make_page(title="Alt")
    office = plan(page, title="Neu")

    office.post(address(page, step), {"seen_edit": page.edit_number})
    page.refresh_from_db()

    assert (page.change_at, page.draft) == (None, None)


@pytest.mark.django_db
def test_draft_that_went_online_meanwhile_is_not_said_to_be_discarded(clock, plan):
    page = make_page(title="Alt")
    office = plan(page, title="Neu")
    clock(AFTER)

    with pytest.raises(DomainError, match="eine geplante Änderung ist inzwischen online"):
        actions.discard(row=page, by=office.user, seen=page.edit_number)

    assert page.versions.first().what == "geplant"


@pytest.mark.django_db
def test_what_goes_online_by_itself_is_told(clock, plan):
    page = make_page(title="Öffnungszeiten")
    office = plan(page, title="Neue Öffnungszeiten")

    listed = office.get("/verwaltung/pages/page/", {"stand": "vorgesehen"}).content.decode()
    today = office.get("/verwaltung/").content.decode()
    steps = office.get(address(page)).content.decode()

    assert "online, Änderung ab 2.3.2026, 8:00 Uhr" in listed
    assert "Seite: geänderte Fassung ab 2.3.2026, 8:00 Uhr" in today
    assert ("Planung ändern" in steps, "Planung aufheben" in steps) == (True, True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "draft", "at", "said"),
    [
        ({}, True, "2026-03-01T11:59", "Der Zeitpunkt muss in der Zukunft liegen."),
        ({}, True, "", "Bitte füllen Sie dieses Feld aus."),
        ({}, True, "morgen", "gültiges Datum"),
        ({"unpublish_at": "2026-03-02 07:00+00:00"}, True, AT["at"], "Der Text ist nur bis"),
        ({}, False, AT["at"], "Planen lässt sich nur eine Änderung"),
        ({"is_published": False}, False, AT["at"], "Planen lässt sich nur eine Änderung"),
    ],
)
def test_moment_that_makes_no_sense_is_refused(office_client, clock, fields, draft, at, said):
    clock("2026-03-01 12:00")
    page = make_page(draft={"title": "Neu"} if draft else None, **fields)

    refused = office_client("redaktion").post(address(page, "planen"), {"seen_edit": 0, "at": at})
    page.refresh_from_db()

    assert (refused.status_code, page.change_at) == (422, None)
    errors = refused.context["form"].errors
    assert said in " ".join(sentence for each in errors.values() for sentence in each)


@pytest.mark.django_db
def test_database_plans_nothing_without_a_draft():
    news = make_news()

    with pytest.raises(IntegrityError), transaction.atomic():
        News.objects.filter(pk=news.pk).update(change_at=news.publish_at)
