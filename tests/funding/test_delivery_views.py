"""Letters on their way, in the office: tasks, outgoing post, another way, what the case's page says."""

import io
from datetime import date

import pikepdf
import pytest
from django.db import transaction
from django.urls import reverse

from bildungsregion.base.outbox.models import OutgoingMail
from funding import actions, printing
from funding.models import Delivery, Letter
from funding.worklist import sending
from tests.factories.funding import make_decided, make_officer, make_ordered, make_proposed
from tests.factories.office import make_client
from tests.funding.office import SUPERUSER, by_role, outcomes, page_of, query_count, said, text_of


POST, PRINT = "admin:funding_letter_post", "admin:funding_letter_post_print"


@pytest.fixture(autouse=True)
def _here(region):
    """All pages need the region."""


def notice(*, consent: bool = False, **fields) -> Letter:
    """A notice of 2 March 2026 that goes by post, or waits in the portal."""
    case = make_decided(delivery_consent=consent, **fields)
    return case.letters.get(kind="grant_notice")


def send_page(letter) -> str:
    return reverse("admin:funding_letter_send", args=[letter.pk])


def panel(client, key):
    context = client.get(reverse("admin:index")).context
    return next(row for row in [*context["waiting"], *context["done"]] if row.key == key)


def test_start_page_names_what_goes_to_the_post():
    letter = notice()
    client = make_client("sachbearbeitung")

    found = panel(client, "post")

    [line] = found.lines
    assert (found.total, line.number, line.title, line.institution, line.since) == (
        1, letter.number, "Zuwendungsbescheid", str(letter.application.institution), date(2026, 3, 2),
    )  # fmt: skip
    assert line.url == f"{reverse(POST)}?brief={letter.deliveries.get().pk}"


def test_start_page_names_what_was_not_fetched_from_the_eleventh_day(clock):
    letter = notice(consent=True)
    clock("2026-03-12")
    client = make_client("sachbearbeitung")
    before = panel(client, "nicht-abgerufen").total
    clock("2026-03-13 00:30")

    [line] = panel(make_client("sachbearbeitung"), "nicht-abgerufen").lines

    assert before == 0
    assert line.url == send_page(letter)
    assert line.why == "War bis 12.03.2026 abzurufen: auf anderem Weg senden."


def test_tasks_are_for_who_works_on_cases():
    notice()
    keys = {
        role: "post" in {row.key for row in make_client(role).get(reverse("admin:index")).context["waiting"]}
        for role in ("sachbearbeitung", "zeichnung", "kasse", "lesend", SUPERUSER)
    }  # fmt: skip

    assert keys == {
        "sachbearbeitung": True,
        "zeichnung": False,
        "kasse": False,
        "lesend": False,
        SUPERUSER: True,
    }


def test_tasks_are_one_query_each_however_many_letters_wait(today, django_assert_num_queries):
    first = notice()
    for _ in range(2):
        notice(programme=first.application.programme)

    with django_assert_num_queries(1):
        found, _missed = sending.on_their_way(today)
    assert (len(found.lines), found.total) == (3, 3)


def test_pages_are_for_who_sends():
    letter = notice()
    senders = ("sachbearbeitung", "zeichnung", SUPERUSER)

    assert outcomes(reverse(POST)) == by_role(*senders)
    assert outcomes(send_page(letter)) == by_role(*senders)


def test_post_lists_what_waits_and_ticks_all():
    first, second = notice(), notice(consent=True)
    actions.send_again(letter=second, channel="post", by=second.application.decided_by)
    client = make_client("sachbearbeitung")

    response = client.get(reverse(POST))

    assert [(row.letter, ticked) for row, ticked in response.context["form"].rows()] == [
        (first, True),
        (second, True),
    ]


def test_post_ticks_only_the_letter_that_was_asked_for():
    first = notice()
    second = notice(programme=first.application.programme)
    client = make_client("sachbearbeitung")

    response = client.get(reverse(POST), {"brief": second.deliveries.get().pk})

    ticked = [row.letter for row, ticked in response.context["form"].rows() if ticked]
    assert ticked == [second]


def test_post_page_takes_the_same_queries_for_one_letter_and_three():
    letter = notice()
    client = make_client("sachbearbeitung")
    one = query_count(client, reverse(POST))
    for _ in range(2):
        notice(programme=letter.application.programme)

    assert query_count(client, reverse(POST)) == one


def test_post_is_noted_for_the_chosen_letters_with_their_day(clock):
    first = notice()
    second = notice(programme=first.application.programme)
    clock("2026-03-04")
    client = make_client("sachbearbeitung")

    response = client.post(
        reverse(POST),
        {"brief": [first.deliveries.get().pk], "posted_on": "2026-03-03"},
        follow=True,
    )

    sent = first.deliveries.get()
    assert (sent.notified_by, sent.deemed_on) == (client.user, date(2026, 3, 7))
    assert second.deliveries.get().notified_at is None
    assert said(response) == [f"{first} ist als abgesandt vermerkt."]


def test_several_letters_are_noted_at_once():
    letters = [notice()]
    letters.append(notice(programme=letters[0].application.programme))
    client = make_client("sachbearbeitung")
    chosen = [letter.deliveries.get().pk for letter in letters]

    response = client.post(reverse(POST), {"brief": chosen, "posted_on": "2026-03-02"}, follow=True)

    assert said(response) == ["2 Schreiben sind als abgesandt vermerkt."]
    assert "Kein Schreiben wartet auf die Post." in text_of(response)


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"posted_on": "2026-03-02"}, 422, "Bitte wählen Sie mindestens ein Schreiben."),
        ({"brief": ["1"], "posted_on": ""}, 422, "Bitte geben Sie den Tag an."),
        ({"brief": ["1"], "posted_on": "gestern"}, 422, "Bitte ein gültiges Datum eingeben."),
        ({"brief": ["x"], "posted_on": "2026-03-02"}, 422, "Ein Schreiben davon ist inzwischen abgesandt."),
        ({"brief": ["999999"], "posted_on": "2026-03-02"}, 422, "Ein Schreiben davon ist inzwischen abgesandt."),
        ({"brief": ["1"], "posted_on": "2026-03-03"}, 409, "Der Tag liegt vor dem Schreiben oder in der Zukunft."),
    ],
)  # fmt: skip
def test_post_tells_what_is_wrong(fields, status, sentence):
    letter = notice()
    waiting = letter.deliveries.get()
    if fields.get("brief") == ["1"]:
        fields = fields | {"brief": [waiting.pk]}
    client = make_client("sachbearbeitung")

    response = client.post(reverse(POST), fields)

    assert response.status_code == status
    assert sentence in text_of(response)
    assert letter.deliveries.get().notified_at is None


def test_one_bad_letter_keeps_all_from_being_noted(clock):
    first = notice()
    clock("2026-03-05")
    second = notice(programme=first.application.programme)
    client = make_client("sachbearbeitung")
    chosen = [letter.deliveries.get().pk for letter in (first, second)]

    response = client.post(reverse(POST), {"brief": chosen, "posted_on": "2026-03-04"})

    assert response.status_code == 409
    assert f"{second}: Der Tag liegt vor dem Schreiben" in text_of(response)
    assert Delivery.objects.to_post().count() == 2


def test_chosen_letters_are_printed_as_one_pdf_and_nothing_is_noted():
    letters = [notice()]
    letters.append(notice(programme=letters[0].application.programme))
    client = make_client("sachbearbeitung")
    chosen = [letter.deliveries.get().pk for letter in letters]

    response = client.post(reverse(PRINT), {"brief": chosen, "posted_on": ""})

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response["Content-Disposition"] == 'inline; filename="Post_2026-03-02.pdf"'
    with pikepdf.open(io.BytesIO(response.content)) as bundle:
        assert len(bundle.pages) == 4
    assert Delivery.objects.to_post().count() == 2
    assert client.get(reverse(PRINT)).status_code == 405
    assert client.post(reverse(PRINT), {}).status_code == 422


@pytest.mark.parametrize(
    ("pages", "together"), [([1], 1), ([1, 1], 3), ([2, 1], 3), ([3, 2, 1], 7)]
)
def test_each_letter_begins_on_a_new_sheet(pages, together):
    with pikepdf.open(io.BytesIO(printing.in_one([sheet(count) for count in pages]))) as bundle:
        assert len(bundle.pages) == together
        assert [float(edge) for edge in bundle.pages[-1].mediabox] == [0, 0, 595, 842]


def sheet(pages: int) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("fields", "ways"),
    [
        ({"consent": True}, ["post", "email", "portal"]),
        ({"consent": False}, ["post", "email"]),
    ],
)
def test_only_ways_that_are_open_are_offered(fields, ways):
    letter = notice(**fields)
    client = make_client("sachbearbeitung")

    form = client.get(send_page(letter)).context["form"]

    assert [value for value, _label in form.fields["channel"].choices] == ways


@pytest.mark.parametrize(
    ("channel", "sentence"),
    [
        ("post", "wartet jetzt auf die Post."),
        ("email", "ist per E-Mail unterwegs an schule@schule.example."),
        ("portal", "steht wieder zum Abruf im Portal bereit."),
    ],
)
def test_letter_is_sent_another_way(clock, channel, sentence):
    letter = notice(consent=True, contact_email="schule@schule.example")
    clock("2026-03-13")
    client = make_client("sachbearbeitung")

    response = client.post(send_page(letter), {"channel": channel}, follow=True)

    assert [row.channel for row in letter.deliveries.current()] == [channel]
    assert said(response) == [f"{letter} {sentence}"]
    assert response.redirect_chain[-1][0] == page_of(letter.application)


def test_way_that_is_not_open_is_refused():
    letter = notice()
    client = make_client("sachbearbeitung")

    assert client.post(send_page(letter), {"channel": "portal"}).status_code == 422
    assert client.post(send_page(letter), {}).status_code == 422
    assert [row.channel for row in letter.deliveries.all()] == ["post"]


def test_own_institution_is_for_somebody_else():
    letter = notice()
    client = make_client("sachbearbeitung")
    letter.application.institution.memberships.create(user=client.user, role="contact")

    shown = client.get(send_page(letter))
    sent = client.post(send_page(letter), {"channel": "email"})

    assert "Sie dürfen dieses Schreiben nicht versenden." in text_of(shown)
    assert sent.status_code == 409
    assert letter.deliveries.count() == 1


def test_order_for_the_cashier_is_not_sent():
    order = make_ordered().payment_order.letter
    client = make_client("sachbearbeitung")

    assert client.get(send_page(order)).status_code == 404


def test_case_says_since_when_a_letter_counts_as_known(clock):
    letter = notice(consent=True)
    page = page_of(letter.application)
    before = text_of(make_client("sachbearbeitung").get(page))
    clock("2026-03-05")
    actions.record_fetch(letter=letter, by=letter.application.submitted_by)

    after = text_of(make_client("sachbearbeitung").get(page))

    assert "Gilt noch nicht als bekannt." in before
    assert "Im Portal seit 2. März 2026, Zeit zum Abruf bis 12. März 2026." in before
    assert "Gilt als bekannt seit 6. März 2026." in after
    assert "Gilt noch nicht als bekannt." not in after


def test_case_leads_to_the_post_and_to_another_way():
    letter = notice()
    case = letter.application

    text = text_of(make_client("sachbearbeitung").get(page_of(case)))
    read_only = text_of(make_client("lesend").get(page_of(case)))

    post = f'href="{reverse(POST)}?brief={letter.deliveries.get().pk}"'
    assert (text.count(post), text.count(f'href="{send_page(letter)}"')) == (1, 1)
    assert (read_only.count(post), read_only.count(f'href="{send_page(letter)}"')) == (0, 0)


def test_undone_decision_drops_its_letter_and_its_unsent_mail(settings):
    """A signature that fails after letter and mail were written takes both with it."""
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"
    case = make_proposed(delivery_consent=True)
    before = written()

    with pytest.raises(CutShort):
        sign_and_fail(case)
    undone = written()
    actions.sign(application=case, by=make_officer(name="Zeichnung"))

    assert undone == before == {Letter: 1, Delivery: 0, OutgoingMail: 1}
    assert written() == {Letter: 2, Delivery: 1, OutgoingMail: 2}


class CutShort(RuntimeError):
    """What happens after the last statement of a signature, before it is committed."""


@transaction.atomic
def sign_and_fail(case):
    actions.sign(application=case, by=make_officer(name="Zeichnung"))
    raise CutShort


def written() -> dict:
    return {model: model.objects.count() for model in (Letter, Delivery, OutgoingMail)}
