"""What is kept for the office is never older than what it shows, and nobody sees what was kept for somebody else."""

import re
from datetime import timedelta
from threading import Thread

import pytest
from django.contrib.auth.models import Group
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from actors.models import Actor, ChangeProposal, Claim, Membership, Municipality
from bildungsregion.base import edition
from bildungsregion.base.edition import OFFICE, PUBLIC
from bildungsregion.base.models import Edition, Region, SearchMiss
from bildungsregion.base.outbox import queue_mail
from bildungsregion.base.outbox.models import OutgoingMail
from bildungsregion.base.region import current
from bildungsregion.models import DataRequest, Night, Report
from bildungsregion.office.models import SavedFilter
from documents.models import CopyRequest
from events.models import Event, Submission
from funding import actions
from funding.models import Application
from pages.models import Page
from tests.factories.actors import make_actor
from tests.factories.anything import make_anything
from tests.factories.base import make_region
from tests.factories.events import make_event
from tests.factories.feeds import make_feed
from tests.factories.freshness import make_dead_link
from tests.factories.funding import (
    make_budget_year,
    make_draft,
    make_in_review,
    make_member,
    make_submitted,
)
from tests.factories.granted import fresh
from tests.factories.lives import make_full_life
from tests.factories.office import BACKEND, SUPERUSER, make_client, make_person
from tests.factories.pages import make_page
from tests.factories.projects import make_proposal
from tests.keeping import UnwatchedError


# Nothing is kept inside a transaction, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)
INDEX = reverse("admin:index")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def page(client: Client, address: str = INDEX) -> str:
    return TOKEN.sub("", client.get(address).content.decode())


def anew(client: Client, address: str = INDEX) -> str:
    """The same, worked out now."""
    with transaction.atomic():
        return page(client, address)


def case_page(case: Application) -> str:
    return reverse("admin:funding_application_change", args=[case.pk])


def _rename_person():
    User.objects.filter(memberships__confirmed_at=None).update(name="Neuer Name")


def _due_page():
    make_page(review_on=timezone.localdate(), title="Zu prüfen", is_published=True)


def _kept_filter():
    owner = User.objects.get(is_superuser=True)
    SavedFilter.objects.create(owner=owner, name="Meiner", page="actors.actor", query="q=x")


def _take_up():
    actions.start_review(
        application=Application.objects.get(), by=User.objects.get(is_superuser=True)
    )


WRONG = {"slug": "x", "title": "Entwürfe", "ok": False, "report": "Fehler", "seconds": 1}
# By what changes, in this order; each shows on the start page of somebody who may do everything.
CHANGES = {
    "a person asks to speak for a school": lambda: make_member(
        make_actor("Neue Schule", kind="grundschule"), confirmed=False
    ),
    "the person has another name": _rename_person,
    "the school has another name": lambda: Actor.objects.filter(name="Neue Schule").update(name="Umbenannt"),
    "the office confirms": lambda: Membership.objects.update(
        confirmed_at=timezone.now(), confirmed_by=User.objects.first()
    ),
    "a case is filed": make_submitted,
    "its first day is moved": lambda: Application.objects.get().appointments.update(
        starts_on=timezone.localdate() + timedelta(days=3)
    ),
    "it has another title": lambda: Application.objects.update(title="Zum Salzmuseum"),
    "it is taken up": _take_up,
    "money is set aside": lambda: make_budget_year(Application.objects.get().programme, allocated=9_000_00),
    "an event is sent in": lambda: make_anything(
        Submission, pk=1, event=make_event(is_published=False), state="open", email="verein@ort.example",
        confirmed_on=timezone.localdate()
    ),
    "the event has another title": lambda: Event.objects.update(title="Sommerfest"),
    "a change is proposed": lambda: make_anything(
        ChangeProposal, pk=1, actor=Actor.objects.first(), subject_pk=Actor.objects.first().pk, message="Zeiten"
    ),
    "an entry is claimed": lambda: make_anything(Claim, pk=1, actor=Actor.objects.first()),
    "a link is dead": lambda: make_dead_link(Actor.objects.first()),
    "a project is proposed": lambda: make_proposal(actor=Actor.objects.first()),
    "a calendar rests": lambda: make_feed(name="Kalender", failures=9, is_active=True),
    "a readable copy is wanted": lambda: make_anything(CopyRequest, pk=1, due_on=timezone.localdate()),
    "a barrier is reported": lambda: make_anything(Report, pk=1, due_on=timezone.localdate()),
    "somebody asks for their data": lambda: make_anything(DataRequest, pk=1, due_on=timezone.localdate()),
    "a page is to be read again": _due_page,
    "the page is hidden": lambda: Page.objects.update(is_published=False),
    "a filter is kept": _kept_filter,
    "the night went wrong": lambda: Night.objects.create(finished=timezone.now(), results=[WRONG]),
    "somebody searched in vain": lambda: make_anything(SearchMiss, pk=1, term="Steckdose", count=1),
    "a mail does not arrive": lambda: OutgoingMail.objects.update(given_up_at=timezone.now(), last_error="Unbekannt."),
}  # fmt: skip


def test_start_page_says_every_change_at_once(settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    make_region()
    queue_mail(to=["schule@ort.example"], subject="Ihr Antrag", body="Guten Tag")
    client, silent = make_client(SUPERUSER), []
    before = page(client)

    for what, change in CHANGES.items():
        change()
        after = page(client)
        silent += [what] if after == before else []
        before = after

    assert silent == []
    assert before == anew(client)


def test_page_of_a_case_says_every_step_of_its_life_at_once(monkeypatch):
    make_region()
    client, pages, stale = make_client("sachbearbeitung"), [""], []

    def looking(name, action):
        def done(*args, **kwargs):
            result = action(*args, **kwargs)
            for case in Application.objects.filed():
                found = page(client, case_page(case))
                if found == pages[-1] and found != anew(client, case_page(case)):
                    stale.append(name)
                pages.append(found)
            return result

        return done

    for name in actions.__all__:
        monkeypatch.setattr(actions, name, looking(name, getattr(actions, name)))
    make_full_life()

    assert stale == []
    assert pages[-1] == anew(client, case_page(Application.objects.get()))
    assert len(set(pages)) > 20


def test_nobody_finds_what_was_kept_for_another_person():
    make_region()
    case = make_in_review()
    case_workers = [make_client("sachbearbeitung") for _ in range(2)]
    tied, signer = case_workers[1], make_client("zeichnung")
    make_anything(Membership, pk=99, user=tied.user, actor=case.institution)
    clients, addresses = [*case_workers, signer, make_client("lesend")], (INDEX, case_page(case))

    drawn = [[page(client, address) for client in clients] for address in addresses]
    found = [[page(client, address) for client in clients] for address in addresses]

    assert (
        found == drawn == [[anew(client, address) for client in clients] for address in addresses]
    )
    assert ["Rückfrage stellen" in text for text in found[1]] == [True, False, False, False]
    assert len(set(found[1])) == 4


def test_who_loses_a_role_finds_nothing_of_it_any_more():
    make_region()
    make_submitted(title="Museumstag")
    client = make_client("sachbearbeitung")
    before = page(client)

    client.user.groups.set([Group.objects.get(name="lesend")])

    assert ("Museumstag" in before, "Museumstag" in page(client)) == (True, False)
    client.user.groups.clear()
    assert client.get(case_page(Application.objects.get())).status_code == 403


def test_what_is_said_by_the_hour_is_said_in_time(clock):
    make_region()
    now = timezone.now()
    Night.objects.create(began=now - timedelta(hours=25), finished=now)
    claim = make_anything(Claim, pk=1, actor=make_actor("Museum"), way="mail", mailed_to="info@museum.example",
                          key_hash="x", key_until=now + timedelta(hours=1))  # fmt: skip
    make_page(title="Kommt", is_published=True, publish_at=now + timedelta(hours=2))
    client, said = make_client("administration"), []

    for minutes in (0, 59, 61, 121):
        clock(now + timedelta(minutes=minutes))
        text = page(client)
        assert text == anew(client)
        said.append((str(claim.user) in text, "Kommt" in text, "Seitdem ist keiner" in text))

    assert said == [
        (False, True, False), (False, True, False), (True, True, True), (True, False, True),
    ]  # fmt: skip


def test_form_of_a_kept_page_carries_the_token_of_who_reads_it():
    make_region()
    clients = [Client(enforce_csrf_checks=True) for _ in range(2)]
    for client in clients:
        client.force_login(make_person("sachbearbeitung"), backend=BACKEND)
    case = make_in_review()

    for client in (*clients, *clients):
        text = client.get(case_page(case)).content.decode()
        tokens = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', text)
        sent = [
            client.post(
                reverse("admin:funding_application_checks", args=[case.pk]),
                {"csrfmiddlewaretoken": token, "all_ok": "1"},
            )
            for token in (*tokens, "x" * 64)
        ]
        # Without the answers the form is incomplete: it came through, and changed nothing.
        assert [answer.status_code for answer in sent] == [422, 422, 403]


@pytest.mark.parametrize(
    "role", ["sachbearbeitung", "zeichnung", "kasse", "lesend", "koordination", "administration"]
)
def test_page_that_was_asked_for_before_needs_few_queries(role):
    make_region()
    case, client = make_in_review(), make_client(role)
    addresses = [INDEX] if role == "koordination" else [INDEX, case_page(case)]

    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        # Session, account, both marks and rights; mails and searches are counted each time.
        assert len(asked) <= 5 + 2 * (address == INDEX)


def test_a_case_changes_the_mark_of_the_office_alone():
    make_region()
    case = make_submitted()
    marks = {row: edition.now(row) for row in (PUBLIC, OFFICE)}

    Application.objects.filter(pk=case.pk).update(title="Museumstag")
    after_case = {row: edition.now(row) for row in (PUBLIC, OFFICE)}
    Actor.objects.update(is_free=True)
    after_entry = {row: edition.now(row) for row in (PUBLIC, OFFICE)}

    assert [after_case[row] == marks[row] for row in (PUBLIC, OFFICE)] == [True, False]
    assert [after_entry[row] == after_case[row] for row in (PUBLIC, OFFICE)] == [False, False]


def test_a_draft_changes_no_mark_until_it_is_filed():
    draft = make_draft()
    mark = edition.now(OFFICE)

    Application.objects.filter(pk=draft.pk).update(
        title="Museumstag", draft_data={"title": "Museumstag"}
    )
    typed = edition.now(OFFICE)
    actions.submit(application=fresh(draft), by=draft.created_by, token="x")

    assert (typed == mark, edition.now(OFFICE) == mark) == (True, False)


def test_signing_in_and_mails_change_no_mark(settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    make_region()
    user = make_person("lesend")
    mark = edition.now(OFFICE)

    Client().force_login(user, backend=BACKEND)
    queue_mail(to=["schule@ort.example"], subject="Ihr Antrag", body="Guten Tag")

    assert edition.now(OFFICE) == mark


def test_a_change_that_is_taken_back_makes_no_edition_of_the_office():
    make_submitted()
    mark = edition.now(OFFICE)

    with transaction.atomic():
        Application.objects.update(title="Museumstag")
        transaction.set_rollback(True)

    assert edition.now(OFFICE) == mark


def test_what_reads_an_unwatched_table_is_not_kept(rf):
    request = rf.get("/")
    request.user = make_person("lesend")

    for wrong in (
        OutgoingMail.objects.count,
        Application.objects.filter(created_at__lt=timezone.now()).count,
    ):
        with pytest.raises(UnwatchedError):
            edition.kept_for_person(request, "wrong", wrong)


def test_a_request_that_changes_something_keeps_nothing_for_the_office(rf):
    assert edition.of(rf.post("/"), OFFICE) == ""
    assert edition.of(rf.get("/"), OFFICE) == Edition.objects.get(pk=OFFICE).mark


@pytest.mark.postgres
def test_who_changes_both_marks_in_any_order_locks_nobody_out():
    """Somebody holds the office's mark and wants the public one, while somebody else has begun with that."""
    case, actor = make_submitted(), Actor.objects.first()
    failed = []

    def edit():
        try:
            Actor.objects.filter(pk=actor.pk).update(is_free=True)
        except OperationalError as error:
            failed.append(error)
        finally:
            connection.close()

    with transaction.atomic(), connection.cursor() as cursor:
        Application.objects.filter(pk=case.pk).update(title="Museumstag")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        other = Thread(target=edit)
        other.start()
        other.join(1)
        Municipality.objects.update(name="Umbenannt")

    other.join()
    assert failed == []


def test_what_was_read_before_a_change_is_not_kept_after_it(rf):
    """The public's mark is read, then somebody saves the region, then the office's mark is read."""
    make_region(office_name="Bildungsbüro")
    user = make_person("administration")

    def asked():
        request = rf.get(INDEX)
        request.user, request.region = (
            User.objects.get(pk=user.pk),
            edition.kept(request, "region", current),
        )
        return request

    def office(request):
        return edition.kept_for_person(request, "name", lambda: request.region.office_name)

    slow = asked()
    Region.objects.update(office_name="Neues Büro")

    assert office(slow) == "Bildungsbüro"
    assert office(asked()) == "Neues Büro"
