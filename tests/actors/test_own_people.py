"""Several people keep one entry: invited, taken off, handing over, leaving; and every refusal."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from actors import actions
from actors.actions.people import MOST_A_DAY
from actors.models import Actor, Claim, Invitation, Membership
from bildungsregion.base.errors import DomainError
from tests.factories.actors import make_actor
from tests.factories.members import make_account, make_tie, sign_in


pytestmark = pytest.mark.django_db
PEOPLE = "/mein-bereich/museum/menschen/"
COLLEAGUE = "kollegin@museum.example"


@pytest.fixture
def museum(region) -> Actor:
    return make_actor("Museum", slug="museum", kind="museum")


@pytest.fixture
def head(museum):
    return make_tie(actor=museum).user


@pytest.fixture
def invite(head, mailoutbox):
    """Invites over the page; gives the address in the mail."""

    def send(url=f"{PEOPLE}einladen/", **typed) -> str:
        typed = {"neu-email": COLLEAGUE, "neu-role": "contact"} | typed
        assert sign_in(head).post(url, typed).status_code == 302
        return re.search(r"https?://[^/]+(/einladung/\S+)", mailoutbox[-1].body)[1]

    return send


def test_invited_colleague_signs_in_and_joins(client, museum, head, invite, mailoutbox):
    link = invite()
    colleague = sign_in(make_account(COLLEAGUE))

    assert client.get(link)["Location"] == f"/konto/anmelden/?next={link}"
    assert "lädt Sie ein" in colleague.get(link).content.decode()
    assert Membership.objects.count() == 1
    response = colleague.post(link, {"ja": ""})

    assert response["Location"] == "/mein-bereich/museum/"
    tie = Membership.objects.get(user=colleague.user)
    assert (tie.role, tie.confirmed_by, tie.is_trusted) == ("contact", head, False)
    assert (mailoutbox[-1].to, mailoutbox[-1].subject) == (
        [head.email], f"Angenommen: Einladung an {COLLEAGUE}",
    )  # fmt: skip


def test_invitation_is_for_one_address(museum, invite):
    link = invite()
    other = sign_in(make_account("andere@museum.example"))

    assert "Einladung für eine andere Adresse" in other.get(link).content.decode()
    other.post(link, {"ja": ""})

    assert not Membership.objects.filter(user=other.user).exists()


def test_invitation_runs_out(invite, clock):
    link = invite()
    colleague = make_account(COLLEAGUE)
    clock(timezone.now() + timedelta(days=14, seconds=1))

    assert sign_in(colleague).get(link).status_code == 410
    assert sign_in(colleague).post(link, {"ja": ""}).status_code == 410


def test_declined_invitation_makes_no_member(invite, mailoutbox):
    link = invite()
    colleague = make_account(COLLEAGUE)

    sign_in(colleague).post(link, {"nein": ""})

    assert not colleague.memberships.exists()
    assert mailoutbox[-1].subject == f"Abgelehnt: Einladung an {COLLEAGUE}"


def test_withdrawn_invitation_is_void(head, invite):
    link = invite()
    row = Invitation.objects.get()

    sign_in(head).post(f"/mein-bereich/museum/einladung/{row.pk}/")

    assert sign_in(make_account(COLLEAGUE)).get(link).status_code == 410


def test_invitation_of_somebody_who_left_is_void(museum, head, invite):
    invite()
    make_tie(actor=museum)
    colleague, row = make_account(COLLEAGUE), Invitation.objects.get()
    Membership.objects.filter(user=head).delete()

    with pytest.raises(DomainError, match="leitet die Einrichtung nicht mehr"):
        actions.accept_invitation(invitation=row, by=colleague)


def test_unconfirmed_tie_is_confirmed_by_the_invitation(museum, head, invite):
    link = invite()
    colleague = make_account(COLLEAGUE)
    make_tie(colleague, museum, role="head", confirmed=False)

    sign_in(colleague).post(link, {"ja": ""})

    tie = Membership.objects.get(user=colleague)
    assert (tie.role, tie.confirmed_by) == ("contact", head)


@pytest.mark.parametrize("verb", ["einladen", "uebergeben"])
def test_whoever_signed_in_again_comes_back_to_the_form(museum, head, verb):
    assert sign_in(head).get(f"{PEOPLE}{verb}/")["Location"] == PEOPLE
    assert sign_in(make_account()).get(f"{PEOPLE}{verb}/").status_code == 404


@pytest.mark.parametrize(("stays", "role"), [("ja", "contact"), ("nein", None)])
def test_handing_over_takes_effect_when_it_is_accepted(museum, head, invite, stays, role):
    typed = {"leitung-email": COLLEAGUE, "leitung-stays": stays}
    link = invite(f"{PEOPLE}uebergeben/", **typed)
    assert Membership.objects.get(user=head).role == "head"

    sign_in(make_account(COLLEAGUE)).post(link, {"ja": ""})

    assert Membership.objects.get(user__email=COLLEAGUE).role == "head"
    former = Membership.objects.filter(user=head).first()
    assert (former and former.role) == role


def test_handing_over_to_a_contact_makes_them_head(museum, head, invite):
    colleague = make_tie(make_account(COLLEAGUE), museum, role="contact").user
    link = invite(f"{PEOPLE}uebergeben/", **{"leitung-email": COLLEAGUE, "leitung-stays": "ja"})

    sign_in(colleague).post(link, {"ja": ""})

    assert Membership.objects.get(user=colleague).role == "head"
    assert Membership.objects.get(user=head).role == "contact"


def test_last_head_does_not_leave(museum, head):
    with pytest.raises(DomainError, match="Sie sind die einzige Leitung."):
        actions.leave(actor=museum, by=head)

    page = sign_in(head).post(f"{PEOPLE}verlassen/", follow=True)

    assert "Bitte übergeben Sie zuerst" in page.content.decode()
    assert head.memberships.exists()


def test_one_of_two_heads_leaves_and_takes_invitations_along(museum, head, invite):
    invite()
    make_tie(actor=museum)

    response = sign_in(head).post(f"{PEOPLE}verlassen/")

    assert response["Location"] == "/mein-bereich/"
    assert not head.memberships.exists()
    assert Invitation.objects.get().state == "withdrawn"


def test_head_takes_a_contact_off_who_is_told(museum, head, mailoutbox):
    contact = make_tie(actor=museum, role="contact")
    client = sign_in(head)

    assert "herausnehmen?" in client.get(f"{PEOPLE}{contact.pk}/").content.decode()
    client.post(f"{PEOPLE}{contact.pk}/")

    assert not Membership.objects.filter(pk=contact.pk).exists()
    assert mailoutbox[-1].to == [contact.user.email]


@pytest.mark.parametrize("target", ["self", "other_head"])
def test_head_takes_no_head_off(museum, head, target):
    tie = Membership.objects.get() if target == "self" else make_tie(actor=museum)

    with pytest.raises(DomainError):
        actions.remove_member(membership=tie, by=head)


@pytest.mark.parametrize("verb", ["invite", "remove", "withdraw"])
def test_contacts_manage_nobody(museum, head, verb):
    contact, other = (make_tie(actor=museum, role="contact") for _number in range(2))
    row = actions.invite(actor=museum, email=COLLEAGUE, role="contact", by=head)
    calls = {
        "invite": lambda by: actions.invite(actor=museum, email="x@x.example", role="head", by=by),
        "remove": lambda by: actions.remove_member(membership=other, by=by),
        "withdraw": lambda by: actions.withdraw_invitation(invitation=row, by=by),
    }

    with pytest.raises(DomainError, match="Das darf nur die Leitung der Einrichtung."):
        calls[verb](contact.user)


def test_contact_sees_people_but_no_forms(museum, head):
    page = sign_in(make_tie(actor=museum, role="contact").user).get(PEOPLE).content.decode()

    assert head.email in page
    assert "Einladung schicken" not in page


@pytest.mark.parametrize(
    "path", ["menschen/einladen/", "menschen/uebergeben/", "menschen/{tie}/", "anspruch/{claim}/"]
)
def test_contact_reads_that_a_page_is_the_heads(museum, head, path):
    claim = Claim.objects.create(actor=museum, user=make_account(), way="office", message="Ich.")
    colleague = make_tie(actor=museum, role="contact")
    contact = sign_in(make_tie(actor=museum, role="contact").user)
    page = f"/mein-bereich/museum/{path.format(tie=colleague.pk, claim=claim.pk)}"

    answers = contact.get(page), contact.post(page, {"ja": ""})

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Das darf nur die Leitung der Einrichtung." in answers[0].text
    assert claim.user.email not in answers[0].text
    assert Membership.objects.filter(pk=colleague.pk).exists()


@pytest.mark.parametrize("tie", ["none", "unconfirmed"])
def test_strangers_find_nothing(museum, head, tie):
    user = make_account()
    if tie == "unconfirmed":
        make_tie(user, museum, confirmed=False)
    client = sign_in(user)

    for path in ("", "menschen/", "eintrag/kontakt/", "angebote/neu/", "menschen/verlassen/"):
        assert client.get(f"/mein-bereich/museum/{path}").status_code == 404
    for path in ("geprueft/", "menschen/einladen/"):
        assert client.post(f"/mein-bereich/museum/{path}").status_code == 404


def test_member_is_not_invited_twice_over(museum, head):
    actions.invite(actor=museum, email=COLLEAGUE, role="contact", by=head)

    with pytest.raises(DomainError, match="Diese Person ist schon eingeladen."):
        actions.invite(actor=museum, email=COLLEAGUE.upper(), role="contact", by=head)
    with pytest.raises(DomainError, match="Diese Person gehört schon dazu."):
        actions.invite(actor=museum, email=head.email, role="contact", by=head)


def test_wrong_address_keeps_what_was_typed(museum, head):
    response = sign_in(head).post(f"{PEOPLE}einladen/", {"neu-email": "keine", "neu-role": "head"})

    assert response.status_code == 422
    assert response.context["invite"]["email"].value() == "keine"


def test_old_invitations_are_forgotten(museum, head, clock):
    actions.invite(actor=museum, email=COLLEAGUE, role="contact", by=head)
    day = timezone.localdate()

    assert actions.forget_invitations(today=day + timedelta(days=44)) == 0
    assert actions.forget_invitations(today=day + timedelta(days=45)) == 1


def test_invitations_are_few_a_day_even_withdrawn_ones(museum, head):
    for number in range(MOST_A_DAY):
        row = actions.invite(actor=museum, email=f"p{number}@x.example", role="contact", by=head)
        actions.withdraw_invitation(invitation=row, by=head)

    with pytest.raises(DomainError, match="Heute gingen schon viele Einladungen hinaus."):
        actions.invite(actor=museum, email=COLLEAGUE, role="contact", by=head)
