"""Who may keep an entry: by the institution's mailbox, its head or the office; and who not."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.forgetting import erase
from actors import actions
from actors.models import Actor, Claim, Membership
from bildungsregion.base.errors import DomainError
from bildungsregion.base.models import OutgoingMail
from tests.factories.actors import make_actor
from tests.factories.members import make_account, make_tie, sign_in


pytestmark = pytest.mark.django_db
PAGE = "/akteure/museum/meine-einrichtung/"
SAID = {"role": "contact", "message": "Ich arbeite im Sekretariat."}


@pytest.fixture
def museum(region) -> Actor:
    return make_actor("Museum", slug="museum", kind="museum", email="info@museum.example")


@pytest.fixture
def person(db):
    return make_account()


@pytest.fixture
def link(museum, person, mailoutbox):
    """The address in the mail that a claim sends to the institution."""
    sign_in(person).post(PAGE, SAID)
    return re.search(r"https?://[^/]+(/nachweis/\S+)", mailoutbox[0].body)[1]


def is_member(person, actor) -> bool:
    return Actor.objects.of_user(person).filter(pk=actor.pk).exists()


def test_claim_asks_to_sign_in_first(client, museum):
    response = client.get(PAGE)

    assert (response.status_code, response["Location"]) == (302, f"/konto/anmelden/?next={PAGE}")


def test_claim_sends_a_link_to_the_known_address(museum, person, link, mailoutbox):
    claim = Claim.objects.get()

    assert mailoutbox[0].to == ["info@museum.example"]
    assert "Ich arbeite im Sekretariat." in mailoutbox[0].body
    assert "deren Anträge sehen" in mailoutbox[0].body
    assert (claim.way, claim.mailed_to, claim.state) == ("mail", "info@museum.example", "open")
    assert len(claim.key_hash) == 64
    assert claim.key_hash not in link
    assert claim.key_until == timezone.now() + timedelta(days=14)
    assert not is_member(person, museum)


def test_mail_with_a_key_is_confidential(museum, person, settings):
    settings.EMAIL_BACKEND = "bildungsregion.base.outbox.backend.OutboxBackend"

    actions.claim(actor=museum, by=person, **SAID)

    assert OutgoingMail.objects.get(purpose="claim_link").confidential


def test_looking_at_the_link_changes_nothing(client, museum, person, link):
    page = client.get(link)

    assert page.status_code == 200
    assert "Gehört diese Person zu Ihnen?" in page.content.decode()
    # Not "no-referrer": the browser would call the origin of the form "null", and it would be refused.
    assert page["Referrer-Policy"] == "same-origin"
    assert "no-store" in page["Cache-Control"]
    assert not is_member(person, museum)


def test_yes_by_link_makes_a_member_who_is_told(client, museum, person, link, mailoutbox):
    page = client.post(link, {"ja": ""})

    assert "Danke, bestätigt" in page.content.decode()
    assert is_member(person, museum)
    tie = Membership.objects.get()
    assert (tie.role, tie.is_trusted) == ("contact", False)
    assert (mailoutbox[-1].to, mailoutbox[-1].subject) == (
        ["person@schule.example"], "Sie pflegen jetzt den Eintrag: Museum",
    )  # fmt: skip


def test_link_works_once(client, link):
    client.post(link, {"ja": ""})

    assert client.post(link, {"nein": ""}).status_code == 410
    assert Claim.objects.get().state == "confirmed"


def test_link_runs_out_after_two_weeks(client, museum, person, link, clock):
    clock(timezone.now() + timedelta(days=14, seconds=1))

    assert client.get(link).status_code == 410
    assert client.post(link, {"ja": ""}).status_code == 410
    assert not is_member(person, museum)


def test_no_by_link_refuses_and_tells(client, museum, person, link, mailoutbox):
    client.post(link, {"nein": ""})

    assert Claim.objects.get().state == "refused"
    assert not is_member(person, museum)
    assert "Die Einrichtung kennt diese Anfrage nicht." in mailoutbox[-1].body


def test_unknown_link_says_nothing(client, region):
    assert client.get("/nachweis/x/").status_code == 410


def test_who_signed_in_with_the_known_address_is_in_at_once(museum):
    person = make_account("info@museum.example")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)

    response = sign_in(person).post(PAGE, {**SAID, "role": "head"})

    assert response["Location"] == "/mein-bereich/museum/"
    assert Membership.objects.get().role == "head"


def test_heads_hear_of_who_was_believed_at_once(museum, mailoutbox):
    head = make_tie(actor=museum).user
    person = make_account("info@museum.example")
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)

    actions.claim(actor=museum, by=person, **SAID)

    told = next(mail for mail in mailoutbox if mail.to == [head.email])
    assert "nehmen Sie sie hier wieder heraus" in told.body


def test_address_that_nobody_proved_counts_for_nothing(museum):
    person = make_account("info@museum.example")

    actions.claim(actor=museum, by=person, **SAID)

    assert not is_member(person, museum)


def test_claim_without_a_known_address_waits_for_the_office(museum, person, mailoutbox):
    Actor.objects.update(email="")

    actions.claim(actor=museum, by=person, **SAID)

    assert Claim.objects.get().way == "office"
    assert mailoutbox == []


def test_second_head_is_the_offices_matter(museum, person, mailoutbox):
    head = make_tie(actor=museum).user

    actions.claim(actor=museum, role="head", message="Neu hier", by=person)

    assert Claim.objects.get().way == "office"
    assert [mail.to for mail in mailoutbox] == [[head.email]]
    assert "Darüber entscheidet das Büro." in mailoutbox[0].body


def test_head_confirms_a_contact(museum, person):
    head = make_tie(actor=museum).user
    claim = actions.claim(actor=museum, by=person, **SAID)

    sign_in(head).post(f"/mein-bereich/museum/anspruch/{claim.pk}/", {"ja": ""})

    assert is_member(person, museum)
    assert Membership.objects.get(user=person).confirmed_by == head


def test_head_does_not_confirm_another_head(museum, person):
    head = make_tie(actor=museum).user
    claim = actions.claim(actor=museum, role="head", message="Neu hier", by=person)

    with pytest.raises(DomainError, match="Darüber entscheiden nicht Sie."):
        actions.confirm_claim(claim=claim, by=head)


@pytest.mark.parametrize("who", ["self", "contact", "stranger", "unconfirmed"])
def test_others_decide_no_claim(museum, person, who):
    claim = actions.claim(actor=museum, by=person, **SAID)
    by = {
        "self": lambda: person,
        "contact": lambda: make_tie(actor=museum, role="contact").user,
        "stranger": lambda: make_tie(actor=make_actor()).user,
        "unconfirmed": lambda: make_tie(actor=museum, confirmed=False).user,
    }[who]()

    with pytest.raises(DomainError, match="Darüber entscheiden nicht Sie."):
        actions.confirm_claim(claim=claim, by=by)

    assert not is_member(person, museum)


@pytest.mark.parametrize("role", ["koordination", "administration"])
def test_office_confirms(office_client, museum, person, role):
    claim = actions.claim(actor=museum, by=person, **SAID)

    response = office_client(role).post(f"/verwaltung/actors/claim/{claim.pk}/change/", {"ja": "1"})

    assert response.status_code == 302
    assert is_member(person, museum)


def test_office_refuses_with_a_reason_only(office_client, museum, person, mailoutbox):
    claim = actions.claim(actor=museum, by=person, **SAID)
    office, url = office_client("koordination"), f"/verwaltung/actors/claim/{claim.pk}/change/"

    assert office.post(url, {"nein": "1", "reason": " "}).status_code == 422
    assert office.post(url, {"nein": "1", "reason": "Bitte rufen Sie an."}).status_code == 302

    assert Claim.objects.get().state == "refused"
    assert "Bitte rufen Sie an." in mailoutbox[-1].body
    assert office.post(url, {"ja": "1"}).status_code == 409


def test_editors_without_the_right_see_no_claim(office_client, museum, person):
    claim = actions.claim(actor=museum, by=person, **SAID)

    response = office_client("redaktion").post(
        f"/verwaltung/actors/claim/{claim.pk}/change/", {"ja": "1"}
    )

    assert response.status_code == 404


def test_claim_twice_is_told_kindly(museum, person):
    actions.claim(actor=museum, by=person, **SAID)

    with pytest.raises(DomainError, match="Ihre Anfrage liegt schon vor."):
        actions.claim(actor=museum, by=person, **SAID)


def test_claims_are_few_a_day(region, person):
    for _number in range(actions.MOST_CLAIMS_A_DAY):
        actions.claim(actor=make_actor(), by=person, **SAID)

    with pytest.raises(DomainError, match="Das waren heute schon viele Anfragen."):
        actions.claim(actor=make_actor(), by=person, **SAID)


def test_one_mailbox_gets_few_links_a_day(museum, mailoutbox):
    for number in range(actions.MOST_LINKS_A_DAY + 1):
        actions.claim(actor=museum, by=make_account(f"p{number}@x.example"), **SAID)

    assert len(mailoutbox) == actions.MOST_LINKS_A_DAY
    assert Claim.objects.last().way == "office"


def test_member_goes_straight_to_the_entry(museum):
    tie = make_tie(actor=museum)

    assert sign_in(tie.user).get(PAGE)["Location"] == "/mein-bereich/museum/"
    with pytest.raises(DomainError, match="Sie gehören schon zu dieser Einrichtung."):
        actions.claim(actor=museum, by=tie.user, **SAID)


def test_claim_needs_a_sentence_and_keeps_what_was_typed(museum, person):
    response = sign_in(person).post(PAGE, {"role": "head", "message": ""})

    assert response.status_code == 422
    assert response.context["form"]["role"].value() == "head"


def test_old_claims_are_forgotten_members_stay(museum, person, link, client, clock):
    client.post(link, {"ja": ""})

    gone = actions.forget_claims(today=timezone.localdate() + timedelta(days=366))

    assert (gone, Claim.objects.count()) == (1, 0)
    assert is_member(person, museum)


def test_erased_account_leaves_no_claim(museum, person):
    actions.claim(actor=museum, by=person, **SAID)

    erase(person)

    assert not Claim.objects.exists()


def test_claim_carries_no_link_into_a_mailbox(museum, person, mailoutbox):
    response = sign_in(person).post(PAGE, SAID | {"message": "Siehe https://kredit.example"})

    assert response.status_code == 422
    assert mailoutbox == []
