"""The office decides: accept all, some or edited, return, take back; trust; and every refusal."""

import pytest

from actors import actions
from actors.models import Actor, ChangeProposal, Membership, Offer
from bildungsregion.base.errors import DomainError
from tests.factories.actors import make_actor, make_offer
from tests.factories.members import make_account, make_tie, sign_in


pytestmark = pytest.mark.django_db
LIST = "/verwaltung/actors/changeproposal/"


@pytest.fixture
def museum(region) -> Actor:
    return make_actor("Museum", slug="museum", kind="museum", phone="1", city="Adendorf")


@pytest.fixture
def tie(museum) -> Membership:
    return make_tie(actor=museum)


@pytest.fixture
def editor(office_client):
    return office_client("redaktion")


def propose(tie, subject="actor", entry=None, **wanted) -> ChangeProposal:
    entry = entry or tie.actor
    before = {name: getattr(entry, name) for name in wanted}
    return ChangeProposal.objects.create(
        subject=subject, subject_pk=entry.pk, actor=tie.actor, title=str(entry), wanted=wanted,
        before=before, proposed_by=tie.user,
    )  # fmt: skip


def page_of(proposal) -> str:
    return f"{LIST}{proposal.pk}/change/"


def decide(client, proposal, tat, **typed):
    version = ChangeProposal.objects.get(pk=proposal.pk).updated_at.isoformat()
    return client.post(page_of(proposal), {"version": version, "tat": tat} | typed)


def test_page_shows_before_wanted_and_consequence(editor, tie):
    proposal = propose(tie, phone="2", wheelchair="ja")

    page = editor.get(page_of(proposal)).content.decode()

    for text in (
        "Telefon",
        "<p>1</p>",
        "<p>2</p>",
        "Rollstuhlgerecht",
        "<p>ja</p>",
        tie.user.email,
    ):
        assert text in page
    assert "Inzwischen geändert" not in page


def test_page_says_what_moved_on(editor, tie, museum):
    proposal = propose(tie, phone="2")
    Actor.objects.update(phone="3")

    page = editor.get(page_of(proposal)).content.decode()

    assert "Inzwischen geändert. Jetzt steht dort:" in page
    assert "<p>3</p>" in page


def test_hours_are_said_as_people_write_them(editor, tie):
    slots = [{"weekday": day, "opens": "09:00", "closes": "17:30", "note": ""} for day in range(5)]
    proposal = ChangeProposal.objects.create(
        subject="actor", subject_pk=tie.actor.pk, actor=tie.actor, title="Museum",
        wanted={"slots": slots}, before={"slots": []}, proposed_by=tie.user,
    )  # fmt: skip

    assert "Montag bis Freitag: 9–17:30 Uhr" in editor.get(page_of(proposal)).content.decode()


def test_accepting_all_changes_the_entry_and_tells(editor, tie, museum, mailoutbox):
    proposal = propose(tie, phone="2", city="Lüneburg")

    response = decide(editor, proposal, "alles", **{"ja-note": "Danke!"})

    assert response["Location"] == LIST
    museum.refresh_from_db()
    assert (museum.phone, museum.city) == ("2", "Lüneburg")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("accepted", editor.user)
    assert (mailoutbox[0].to, mailoutbox[0].subject) == ([tie.user.email], "Übernommen: Museum")
    assert "Danke!" in mailoutbox[0].body
    assert "Nicht übernommen haben wir" not in mailoutbox[0].body


def test_accepting_some_leaves_the_rest_and_names_it(editor, tie, museum, mailoutbox):
    proposal = propose(tie, phone="2", city="Lüneburg")

    decide(editor, proposal, "auswahl", angabe=["phone"])

    museum.refresh_from_db()
    assert (museum.phone, museum.city) == ("2", "Adendorf")
    proposal.refresh_from_db()
    assert (proposal.wanted, proposal.left_out) == ({"phone": "2"}, {"city": "Lüneburg"})
    assert "Nicht übernommen haben wir: Ort." in mailoutbox[0].body


def test_accepting_nothing_is_refused(editor, tie):
    proposal = propose(tie, phone="2")

    response = decide(editor, proposal, "auswahl")

    assert response.status_code == 409
    assert "Bitte wählen Sie eine Angabe aus" in response.content.decode()


def test_part_that_is_impossible_alone_is_refused_with_its_reason(editor, tie, museum):
    proposal = propose(tie, seeks_cooperation=True, cooperation_wish="Kitas")

    response = decide(editor, proposal, "auswahl", angabe=["cooperation_wish"])

    assert response.status_code == 409
    assert "Wer sagt, wofür, sucht auch Kooperation" in response.content.decode()
    museum.refresh_from_db()
    assert museum.cooperation_wish == ""


def test_editing_then_accepting_takes_the_office_s_words(editor, tie, museum, mailoutbox):
    proposal = propose(tie, phone="2", city="Lüneburg")
    url = f"{LIST}{proposal.pk}/bearbeiten/"
    assert editor.get(url).context["form"]["phone"].value() == "2"

    typed = {"version": proposal.updated_at.isoformat(), "phone": "04131 2", "city": "Lüneburg"}
    assert editor.post(url, typed).status_code == 302

    museum.refresh_from_db()
    assert museum.phone == "04131 2"
    proposal.refresh_from_db()
    assert proposal.wanted == {"phone": "04131 2", "city": "Lüneburg"}
    assert len(mailoutbox) == 1


def test_editing_wrongly_keeps_what_was_typed(editor, tie):
    proposal = propose(tie, website="https://alt.example")
    url = f"{LIST}{proposal.pk}/bearbeiten/"

    response = editor.post(
        url, {"version": proposal.updated_at.isoformat(), "website": "kein netz"}
    )

    assert response.status_code == 422
    assert "kein netz" in response.content.decode()


def test_returning_needs_a_reason_that_is_mailed(editor, tie, museum, mailoutbox):
    proposal = propose(tie, phone="2")

    assert decide(editor, proposal, "zurueck", **{"zurueck-reason": ""}).status_code == 422
    decide(editor, proposal, "zurueck", **{"zurueck-reason": "Das ist die Nummer vom Amt."})

    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == ("returned", "Das ist die Nummer vom Amt.")
    assert "Das ist die Nummer vom Amt." in mailoutbox[0].body
    museum.refresh_from_db()
    assert museum.phone == "1"


def test_decision_on_an_older_version_is_refused(editor, tie):
    proposal = propose(tie, phone="2")
    seen = proposal.updated_at.isoformat()
    ChangeProposal.objects.get().save()
    ChangeProposal.objects.update(wanted={"phone": "9"}, updated_at="2026-03-02T12:00:00Z")

    response = editor.post(page_of(proposal), {"version": seen, "tat": "alles"})

    assert response.status_code == 409
    assert "Der Vorschlag wurde inzwischen geändert." in response.content.decode()


@pytest.mark.parametrize("version", ["", "gestern", "2026-13-41T00:00:00Z"])
def test_decision_without_a_version_is_refused(editor, tie, version):
    proposal = propose(tie, phone="2")

    response = editor.post(page_of(proposal), {"version": version, "tat": "alles"})

    assert response.status_code == 409


def test_decided_once(editor, tie):
    proposal = propose(tie, phone="2")
    version = proposal.updated_at
    actions.accept_change(proposal=proposal, by=editor.user, version=version)

    with pytest.raises(DomainError, match="Über diesen Vorschlag ist schon entschieden."):
        actions.return_proposal(proposal=proposal, reason="x", by=editor.user, version=version)


@pytest.mark.parametrize("who", ["member", "lesend", "kasse"])
def test_others_do_not_moderate(office_client, tie, who):
    proposal = propose(tie, phone="2")
    by = tie.user if who == "member" else office_client(who).user

    with pytest.raises(DomainError, match="Dazu fehlt Ihnen das Recht."):
        actions.accept_change(proposal=proposal, by=by, version=proposal.updated_at)
    with pytest.raises(DomainError, match="Dazu fehlt Ihnen das Recht."):
        actions.take_back(proposal=proposal, reason="x", by=by)
    with pytest.raises(DomainError, match="Dazu fehlt Ihnen das Recht."):
        actions.trust(membership=tie, by=by)
    with pytest.raises(DomainError, match="Dazu fehlt Ihnen das Recht."):
        actions.distrust(membership=tie, by=by)


def test_trust_is_offered_to_who_may_give_it(office_client, editor, tie):
    proposal, coordinator = propose(tie, phone="2"), office_client("koordination")
    asked = "Änderungen dieser Person künftig sofort zeigen"
    assert asked not in editor.get(page_of(proposal)).content.decode()
    assert asked in coordinator.get(page_of(proposal)).content.decode()

    decide(coordinator, proposal, "alles", **{"ja-trust": "on"})

    tie.refresh_from_db()
    assert tie.is_trusted
    actions.distrust(membership=tie, by=coordinator.user)
    tie.refresh_from_db()
    assert not tie.is_trusted


def test_nobody_unconfirmed_is_trusted(office_client, museum):
    tie = make_tie(actor=museum, confirmed=False)

    with pytest.raises(DomainError, match="Sofort erscheinen nur Änderungen bestätigter Personen."):
        actions.trust(membership=tie, by=office_client("koordination").user)


def live(tie, **values) -> ChangeProposal:
    """A change that a trusted person made."""
    Membership.objects.filter(pk=tie.pk).update(is_trusted=True)
    seen = {name: actions.changing.facts.digest(getattr(tie.actor, name)) for name in values}
    saved = actions.change(
        subject="actor", entry=tie.actor, values=values, seen=seen, by=tie.user
    )  # fmt: skip
    return saved.proposal


def test_what_went_live_is_taken_back_with_a_reason(editor, tie, museum, mailoutbox):
    proposal = live(tie, phone="2", city="Lüneburg")
    Actor.objects.update(city="Bleckede")
    assert "Museum" in editor.get(f"{LIST}?stand=sofort").content.decode()

    response = decide(editor, proposal, "ruecknahme", **{"zurueck-reason": "Das war ein Versehen."})

    assert response.status_code == 302
    museum.refresh_from_db()
    assert (museum.phone, museum.city) == ("1", "Bleckede")
    undone = ChangeProposal.objects.get(takes_back=proposal)
    assert (undone.wanted, undone.before) == ({"phone": "1"}, {"phone": "2"})
    assert "Das war ein Versehen." in mailoutbox[-1].body
    with pytest.raises(DomainError, match="Das lässt sich nicht zurücknehmen."):
        actions.take_back(proposal=proposal, reason="Noch einmal", by=editor.user)


def test_taking_back_what_is_gone_is_refused(editor, tie):
    proposal = live(tie, phone="2")
    Actor.objects.update(phone="3")

    with pytest.raises(DomainError, match="Inzwischen steht dort etwas anderes"):
        actions.take_back(proposal=proposal, reason="x", by=editor.user)


def test_new_offer_is_published_or_hidden_again(editor, tie, museum):
    wanted = {"title": "Salz", "field": "museal", "price_cents": 650}
    proposal = ChangeProposal.objects.create(
        kind="new", subject="offer", actor=museum, title="Salz", wanted=wanted, proposed_by=tie.user
    )

    assert "6,50" in editor.get(page_of(proposal)).content.decode()
    decide(editor, proposal, "alles")

    offer = Offer.objects.get()
    assert (offer.actor, offer.slug, offer.price_cents) == (museum, "salz", 650)
    proposal.refresh_from_db()
    actions.take_back(proposal=proposal, reason="Doppelt", by=editor.user)
    offer.refresh_from_db()
    assert not offer.is_published


def test_new_offer_is_edited_first(editor, tie, museum):
    proposal = ChangeProposal.objects.create(
        kind="new", subject="offer", actor=museum, title="Salz", wanted={"title": "Salz"},
        proposed_by=tie.user,
    )  # fmt: skip
    url = f"{LIST}{proposal.pk}/bearbeiten/"
    forms = editor.get(url).context["forms"]
    rows = {field.html_name: field.value() for part in forms.rows for field in part.management_form}
    typed = rows | {"title": "Salz sieden", "kind": "kurs", "field": "museal", "wheelchair": "ja",
                    "price_model": "free", "version": proposal.updated_at.isoformat()}  # fmt: skip

    assert editor.post(url, typed).status_code == 302

    assert Offer.objects.get().title == "Salz sieden"


def test_mistake_is_settled_or_returned(editor, museum, mailoutbox):
    report = actions.report_mistake(
        entry=museum, what="Die Adresse stimmt nicht", text="Nr. 12", email="a@x.example", by=None
    )
    page = editor.get(page_of(report)).content.decode()
    assert "Die Adresse stimmt nicht" in page
    assert f"/verwaltung/actors/actor/{museum.pk}/change/" in page

    decide(editor, report, "erledigt", **{"ja-note": ""})

    report.refresh_from_db()
    assert report.state == "accepted"
    assert (mailoutbox[0].to, mailoutbox[0].subject) == (
        ["a@x.example"], "Erledigt: Ihr Hinweis zu Museum",
    )  # fmt: skip


def test_proposal_on_what_is_gone_is_given_back_only(editor, tie, museum):
    offer = make_offer(actor=museum)
    proposal = propose(tie, "offer", offer, title="Neu")
    offer.delete()

    assert editor.get(page_of(proposal)).status_code == 200
    assert decide(editor, proposal, "alles").status_code == 409
    back = decide(editor, proposal, "zurueck", **{"zurueck-reason": "Gibt es nicht mehr."})
    assert back.status_code == 302


def test_queue_shows_what_waits_oldest_first(editor, tie, clock):
    propose(tie, phone="2")
    clock("2026-03-02 11:00")
    other = make_actor("Archiv")
    propose(make_tie(make_account("x@x.example"), other), phone="2")

    rows = editor.get(LIST).context["cl"].result_list

    assert [row.title for row in rows] == ["Museum", "Archiv"]
    today = editor.get("/verwaltung/").content.decode()
    assert today.index("Vorschläge zu Einträgen") < today.index("Archiv")


def test_strangers_find_no_moderation(client, tie):
    proposal = propose(tie, phone="2")

    assert client.get(page_of(proposal)).status_code == 302
    assert sign_in(tie.user).get(page_of(proposal)).status_code in (302, 403)


def test_picture_that_went_with_its_proposal_is_said_in_words(editor, tie):
    proposal = propose(tie, phone="2")
    ChangeProposal.objects.update(wanted={"image": "actors/gone.webp"})

    page = editor.get(page_of(proposal)).content.decode()

    assert "ein Bild, inzwischen gelöscht" in page
    assert "<img src" not in page.split("Was sich ändern soll")[1]


def test_shut_accounts_get_no_mail(editor, tie, mailoutbox):
    proposal = propose(tie, phone="2")
    tie.user.is_active = False
    tie.user.save()

    decide(editor, proposal, "alles")

    assert mailoutbox == []
