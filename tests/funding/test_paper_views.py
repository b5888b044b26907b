"""The office types in what came on paper, from the list of cases to the letter for the post."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from bildungsregion.base.errors import DomainError
from funding import actions
from funding.models import Application, Delivery
from tests.factories.funding import (
    IBAN,
    make_member,
    make_officer,
    make_programme,
    make_rule_set,
    make_school,
)
from tests.factories.office import make_client
from tests.funding.browsing import (
    DECLARED,
    PROJECT,
    blank_pdf,
    signed_in,
    step,
    text_of,
    url,
    with_stamp,
)
from tests.funding.office import SUPERUSER, by_role, outcomes, page_of, query_count, said


PAPER = reverse("admin:funding_application_paper")


@pytest.fixture
def programme(region):
    programme = make_programme()
    make_rule_set(programme)
    make_rule_set(programme, version="2026", valid_from=date(2026, 2, 20), bus_rate_bp=10000)
    return programme


@pytest.fixture
def school(db):
    return make_school()


@pytest.fixture
def typist(db):
    return make_client("sachbearbeitung")


def begun(client, programme, school, day="2026-02-18", token="t" * 20) -> Application:
    fields = {
        "programme": programme.pk,
        "institution": school.pk,
        "received_on": day,
        "token": token,
    }
    client.post(PAPER, fields)
    return Application.objects.drafts().get(token=token)


def fill_in(client, case, *, email=""):
    """All steps as the paper says them: a bus of 350 euro on 27 February, before today."""
    project = PROJECT | {"municipality": case.institution.municipality_id}
    sections = {
        "einrichtung": {"head_name": "Schulleitung", "contact_name": "Sekretariat", "contact_email": email},
        "vorhaben": project,
        "termine": {"t0-datum": "2026-04-20", "t0-gruppe": "3a", "t0-kinder": "20", "t0-erwachsene": "2"},
        "kosten": {"travel_mode": "bus", "bus_reason": "Keine Verbindung.", "t0-0-art": "bus", "t0-0-summe": "350"},
        "finanzierung": {"iban": IBAN, "account_holder": "Gemeinde"},
    }  # fmt: skip
    for section, typed in sections.items():
        response = client.post(step(case, section), with_stamp(case, section, next="1", **typed))
        assert response.status_code == 302, (section, response.context["form"].errors)
    case.refresh_from_db()


def test_page_is_for_case_workers(programme):
    assert outcomes(PAPER) == by_role("sachbearbeitung", SUPERUSER)


def test_list_of_cases_leads_there_for_case_workers_only(programme):
    address = reverse("admin:funding_application_changelist")

    links = {
        role: text_of(make_client(role).get(address)).count(f'href="{PAPER}"')
        for role in ("sachbearbeitung", "zeichnung", "lesend")
    }

    assert links == {"sachbearbeitung": 1, "zeichnung": 0, "lesend": 0}


def test_paper_is_typed_in_from_the_list_to_the_post(programme, school, typist, mailoutbox):
    draft = begun(typist, programme, school)
    shown = text_of(typist.get(step(draft, "einrichtung")))
    fill_in(typist, draft)
    scan = SimpleUploadedFile("Antrag.pdf", blank_pdf(), "application/pdf")
    typist.post(step(draft, "anlagen"), {"files": scan, "kind": "other"})

    response = typist.post(
        url("application_review", draft), DECLARED | {"token": "papier"}, follow=True
    )

    case = Application.objects.get(pk=draft.pk)
    assert "Auf Papier eingegangen am 18. Februar 2026" in shown
    assert (case.status, case.number, case.received_on) == (
        "submitted", "KB-2026-0001", date(2026, 2, 18),
    )  # fmt: skip
    assert (case.on_behalf, case.created_by, case.submitted_by) == (True, typist.user, typist.user)
    assert [row.name for row in case.attachments.all()] == ["Antrag.pdf"]
    # The rules of the day it came, not those of today: 80 percent of the bus.
    assert (case.rule_set.version, case.requested_cents) == ("2017", 280_00)
    assert response.redirect_chain[-1][0] == page_of(case)
    assert said(response)[-1] == (
        "KB-2026-0001 ist erfasst. Die Eingangsbestätigung wartet auf die Post."
    )
    [waiting] = Delivery.objects.to_post()
    assert waiting.letter.context_json["received_at"] == "2026-02-18"
    assert mailoutbox == []
    assert not school.memberships.exists()


def test_receipt_goes_by_mail_where_the_paper_names_an_address(
    programme, school, typist, mailoutbox
):
    draft = begun(typist, programme, school)
    fill_in(typist, draft, email="schule@schule.example")

    response = typist.post(
        url("application_review", draft), DECLARED | {"token": "papier"}, follow=True
    )
    actions.acknowledge_all()

    assert [mail.to for mail in mailoutbox] == [["schule@schule.example"]]
    assert Delivery.objects.count() == 0
    assert said(response)[-1].endswith("geht an schule@schule.example.")


def test_lead_time_and_waiting_count_from_the_day_it_came(programme, school, typist, clock):
    clock("2026-03-20")
    typist = make_client("sachbearbeitung")
    draft = begun(typist, programme, school, day="2026-03-02")
    fill_in(typist, draft)

    typist.post(url("application_review", draft), DECLARED | {"token": "papier"})

    case = Application.objects.get(pk=draft.pk)
    # 49 days before the first appointment on paper, 31 when it was typed in.
    assert case.late is False
    assert case.complete_since.isoformat() == "2026-03-02T11:00:00+00:00"
    assert case.submitted_at.date() == date(2026, 3, 20)


def test_appointment_that_passed_while_it_lay_is_no_reason_to_refuse(
    programme, school, typist, clock
):
    draft = begun(typist, programme, school, day="2026-02-18")
    fill_in(typist, draft)
    clock("2026-04-25")
    later = signed_in(typist.user)

    response = later.post(url("application_review", draft), DECLARED | {"token": "papier"})

    assert response["Location"].endswith("/KB-2026-0001/eingegangen/")


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"institution": ""}, 422, "Bitte wählen Sie die Einrichtung."),
        ({"received_on": ""}, 422, "Bitte geben Sie den Tag des Eingangs an."),
        ({"received_on": "2026-03-03"}, 409, "nicht im Voraus genannt werden."),
        ({"received_on": "2016-01-01"}, 409, "gelten am 01.01.2016 noch keine Förderregeln."),
        ({"institution": "999999"}, 422, "Bitte eine gültige Auswahl treffen."),
    ],
)
def test_what_is_wrong_is_told(programme, school, typist, fields, status, sentence):
    data = {"programme": programme.pk, "institution": school.pk, "received_on": "2026-02-18"}

    response = typist.post(PAPER, data | fields)

    assert response.status_code == status
    assert sentence in text_of(response)
    assert Application.objects.count() == 0


def test_only_schools_and_kitas_of_the_region_are_offered(programme, typist):
    make_school(name="Volkshochschule", kind="volkshochschule")

    form = typist.get(PAPER).context["form"]

    assert [actor.name for actor in form.fields["institution"].queryset] == []


def test_own_institution_is_for_somebody_else(programme, school, typist):
    school.memberships.create(user=typist.user, role="contact")
    data = {"programme": programme.pk, "institution": school.pk, "received_on": "2026-02-18"}

    response = typist.post(PAPER, data)

    assert response.status_code == 409
    assert "Papieranträge dieser Einrichtung dürfen Sie nicht erfassen." in text_of(response)


def test_two_clicks_make_one_draft(programme, school, typist):
    first = begun(typist, programme, school)

    assert begun(typist, programme, school) == first


def test_half_typed_papers_are_found_again_by_who_began_them(programme, school, typist):
    draft = begun(typist, programme, school)
    other = make_client("sachbearbeitung")

    assert draft.get_absolute_url() in text_of(typist.get(PAPER))
    assert draft.get_absolute_url() not in text_of(other.get(PAPER))
    assert other.get(step(draft, "einrichtung")).status_code == 404


def test_page_takes_the_same_queries_for_one_half_typed_paper_and_three(programme, school, typist):
    begun(typist, programme, school)
    one = query_count(typist, PAPER)
    for token in ("u" * 20, "v" * 20):
        begun(typist, programme, school, token=token)

    assert query_count(typist, PAPER) == one


def test_half_typed_paper_can_be_thrown_away(programme, school, typist):
    draft = begun(typist, programme, school)

    typist.post(url("application_discard", draft))

    assert Application.objects.count() == 0


def test_only_a_paper_draft_has_a_day_of_receipt(programme, school):
    member = make_member(school)
    draft = actions.create_draft(programme=programme, institution=school, by=member)
    draft.received_on = date(2026, 2, 18)

    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()
    with pytest.raises(DomainError, match="nur für Papieranträge"):
        actions.create_draft(
            programme=programme, institution=school, by=member, received_on=date(2026, 2, 18)
        )


def test_paper_that_came_today_counts_from_today(programme, school, today):
    draft = actions.create_draft(
        programme=programme, institution=school, by=make_officer(), on_behalf=True
    )

    assert draft.received_on == today


def test_institution_repeats_what_came_on_paper_as_its_own(programme, school, typist):
    draft = begun(typist, programme, school)
    fill_in(typist, draft)
    typist.post(url("application_review", draft), DECLARED | {"token": "papier"})
    member = make_member(school)

    again = actions.copy_application(application=Application.objects.get(pk=draft.pk), by=member)

    assert (again.on_behalf, again.received_on, again.created_by) == (False, None, member)
