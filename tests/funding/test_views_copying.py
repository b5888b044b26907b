"""Again, quickly: one press on the case's page or in the list gives one draft that says what to check."""

from datetime import date

import pytest
from django.urls import reverse

from funding import actions
from funding.models import Application, Programme
from tests.factories.funding import (
    let_pass,
    make_decided,
    make_draft,
    make_member,
    make_officer,
    make_paid,
    make_rule_set,
    make_school,
    make_submitted,
)
from tests.funding.browsing import signed_in, step, text_of, url, with_stamp


TOKEN = "abcdefghij0123456789"


@pytest.fixture
def rules(region):
    return make_rule_set()


@pytest.fixture
def own(rules, school_client) -> dict:
    """Whose cases are made here."""
    return {"by": school_client.user, "institution": school_client.actor}


def press(client, case, kind: str = "nochmal", token: str = TOKEN, **extra):
    return client.post(url("application_copy", case), {"art": kind, "token": token}, **extra)


def new_draft(case: Application) -> Application:
    return Application.objects.drafts().exclude(pk=case.pk).get()


def told(client, response) -> str:
    """The message on the page that follows."""
    [message] = client.get(response["Location"]).context["messages"]
    return str(message)


def test_again_leads_to_the_days_of_a_new_draft_and_says_what_to_check(own, school_client):
    case = let_pass(make_decided(**own), days=100)

    response = press(school_client, case)

    draft = new_draft(case)
    assert response["Location"] == step(draft, "termine")
    assert (draft.title, draft.first_day) == (case.title, date(2026, 11, 21))
    assert draft.first_day.weekday() == case.first_day.weekday()
    assert told(school_client, response) == (
        "Übernommen aus KB-2026-0001: Vorhaben, Kontakt, Konto, Gruppen und Kosten. Anlagen, andere Förderung und "
        "Erklärungen geben Sie neu an. Die Termine sind um ganze Wochen verschoben, der erste auf Samstag, "
        "21. November 2026. Bitte prüfen Sie Tage, Gruppen und Preise."
    )  # fmt: skip


def test_parallel_class_keeps_the_day_and_asks_for_the_group(own, school_client):
    case = make_submitted(**own)

    response = press(school_client, case, "parallel")

    draft = new_draft(case)
    assert (draft.first_day, draft.appointments.get().group_label) == (case.first_day, "")
    assert told(school_client, response).endswith(
        "Bitte tragen Sie die Gruppe ein und prüfen Sie den Tag (Freitag, 1. Mai 2026) und die Zahlen."
    )


def test_parallel_class_of_a_trip_that_is_over_tells_that_the_days_moved(own, school_client):
    case = let_pass(make_decided(**own))

    response = press(school_client, case, "parallel")

    assert "Die Termine waren schon vorbei und sind um ganze Wochen verschoben" in told(
        school_client, response
    )


def test_draft_waits_for_nothing_but_the_declarations(own, school_client):
    case = make_paid(**own)

    press(school_client, case)

    html = text_of(school_client.get(url("application_review", new_draft(case))))
    assert "350,00 €" in html
    assert "Das fehlt noch" not in html


def test_one_form_makes_one_draft_however_often_it_is_sent(own, school_client):
    case = make_submitted(**own)

    places = {press(school_client, case)["Location"] for _ in range(3)}

    assert places == {step(new_draft(case), "termine")}


def test_second_click_leaves_alone_what_was_changed_since(own, school_client):
    case = make_submitted(**own)
    press(school_client, case)
    draft = new_draft(case)
    typed = with_stamp(draft, "vorhaben", title="Ein anderer Ausflug")
    school_client.post(step(draft, "vorhaben"), typed)
    school_client.post(step(draft, "termine"), with_stamp(draft, "termine", **{"t0-datum": ""}))

    press(school_client, case)

    assert new_draft(case).title == "Ein anderer Ausflug"
    assert not new_draft(case).appointments.exists()


def test_both_buttons_of_one_page_make_a_draft_each(own, school_client):
    case = make_submitted(**own)

    again = press(school_client, case)["Location"]
    parallel = press(school_client, case, "parallel")["Location"]

    assert again != parallel
    assert Application.objects.drafts().count() == 2


def test_page_and_list_carry_the_buttons_with_a_token_each(own, school_client):
    for _ in range(2):
        make_submitted(**own)
    make_draft(**own)
    case = Application.objects.get(number="KB-2026-0001")

    page = school_client.get(url("application_detail", case))
    listed = school_client.get(reverse("funding:application_list"))

    assert f'action="{url("application_copy", case)}"' in page.content.decode()
    assert text_of(page).count(">Noch einmal beantragen<") == 1
    assert text_of(page).count(">Für die Parallelklasse<") == 1
    assert text_of(listed).count(">Noch einmal beantragen<") == 2
    assert len({row.copy_token for row in listed.context["cases"]}) == 3


def test_case_that_waits_for_somebody_is_repeated_from_its_page_only(own, school_client):
    case = let_pass(make_decided(**own))

    listed = text_of(school_client.get(reverse("funding:application_list")))
    page = text_of(school_client.get(url("application_detail", case)))

    assert [">Noch einmal beantragen<" in html for html in (listed, page)] == [False, True]


@pytest.mark.parametrize("make_user", [lambda: make_member(make_school()), make_officer])
def test_strangers_and_the_office_meet_a_404(own, make_user):
    case = make_submitted(**own)

    response = press(signed_in(make_user()), case)

    assert response.status_code == 404
    assert not Application.objects.drafts().exists()


def test_whoever_has_to_sign_in_anew_is_asked_to_press_again(own, client):
    case = make_submitted(**own)
    address = url("application_copy", case)

    sent = press(client, case)
    client.force_login(own["by"], backend="django.contrib.auth.backends.ModelBackend")
    back = client.get(address, follow=True)

    assert sent["Location"] == f"/konto/anmelden/?next={address}"
    assert "Sie waren abgemeldet. Bitte drücken Sie den Knopf noch einmal." in text_of(back)
    assert not Application.objects.drafts().exists()


def test_anonymised_case_is_refused_with_a_sentence(own, school_client, today):
    case = make_paid(**own)
    Application.objects.filter(pk=case.pk).update(anonymised_on=today)

    response = press(school_client, case, follow=True)

    assert "Von diesem Antrag sind nur noch Zahlen da. Bitte beginnen Sie neu." in text_of(response)
    assert not Application.objects.drafts().exists()


def test_closed_programme_is_refused_with_a_sentence(own, school_client):
    case = make_submitted(**own)
    Programme.objects.update(is_open=False)

    response = press(school_client, case, follow=True)

    assert "„Fonds Kulturelle Bildung“ nimmt zurzeit keine Anträge an." in text_of(response)
    assert not Application.objects.drafts().exists()


def test_draft_is_not_repeated_but_gone_on_with(own, school_client):
    draft = make_draft(**own)

    response = press(school_client, draft)

    assert response["Location"] == draft.get_absolute_url()
    assert Application.objects.count() == 1


def test_copy_that_was_filed_meanwhile_is_shown(own, school_client):
    case = make_submitted(**own)
    press(school_client, case)
    filed = new_draft(case)
    for name in ("declared_not_begun", "declared_true", "declared_privacy"):
        setattr(filed, name, True)
    filed.save()
    actions.submit(application=filed, by=own["by"], token="einmal")

    response = press(school_client, case, follow=True)

    assert response.redirect_chain[-1][0] == "/foerderung/antraege/KB-2026-0002/"
