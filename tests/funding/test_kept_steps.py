"""What a step of the form keeps for everybody is never older than the portal, and never somebody else's."""

import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actors.models import Actor, Municipality
from bildungsregion.base import edition
from bildungsregion.base.models import Region, TextVersion
from funding import drafts
from funding.models import Application, Appointment, CostLine, Programme, RuleSet
from tests.factories.actors import make_actor
from tests.factories.funding import make_draft, make_member, make_officer, make_school


# Nothing is kept inside a transaction, so these tests commit.
pytestmark = pytest.mark.django_db(transaction=True)
S = Application.Section
_FRAME = "funding/application_step.html"
TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(case, section):
    return reverse("funding:application_step", args=[case.key, section])


def shown(client, case, section) -> str:
    """The step as it is kept and put together: the first answer fills, the second is filled from it."""
    client.get(address(case, section))
    return TOKENS.sub("", client.get(address(case, section)).content.decode())


def drawn_anew(client, case, section) -> str:
    with transaction.atomic():
        return TOKENS.sub("", client.get(address(case, section)).content.decode())


def full_draft(**fields) -> Application:
    """Every step saved as typed, as people leave it."""
    case = make_draft(**fields)
    client = signed_in(case.created_by)
    for section in list(S)[:5]:
        sent = {"stand": drafts.stamp(case, section), "next": "1"} | drafts.typed(case, section)
        assert client.post(address(case, section), sent).status_code == 302, section
        case.refresh_from_db()
    assert set(case.draft_data) == set(list(S)[:5])
    return case


def test_step_from_kept_parts_is_the_step_drawn_anew():
    provider = make_actor("Salz & „Siede“ <Museum>", kind="museum")
    draft = make_draft(
        title='Besuch "im" <Museum> & Garten', provider=provider, description="Zeile 1\nZeile 2"
    )
    full = full_draft(provider=provider, by=draft.created_by, institution=draft.institution)
    half = full_draft(by=draft.created_by, institution=draft.institution)
    Application.objects.filter(pk=half.pk).update(
        draft_data=half.draft_data
        | {"vorhaben": {"title": "", "place": "Hier", "provider": "999999"}}
    )
    client = signed_in(draft.created_by)

    for case in (draft, full, half):
        for section in S:
            assert shown(client, case, section) == drawn_anew(client, case, section), (
                case.title,
                section,
            )


def _rename(model, **changes):
    return lambda: model.objects.update(**changes)


def _new_place():
    make_actor("Neues Haus", kind="museum", municipality=Municipality.objects.first())


def _office_text():
    TextVersion.objects.create(
        key="funding/help/vorhaben",
        version=1,
        body="Neue Hilfe des Büros",
        written_by=make_officer(),
    )


def _new_rules():
    old = RuleSet.objects.get()
    RuleSet.objects.create(
        programme=old.programme, version="2020", valid_from="2020-01-01", bus_rate_bp=1000,
        citation="Neue Richtlinie", references=old.references,
    )  # fmt: skip


CHANGES = {
    "provider": (S.PROJECT, _rename(Actor, name="Umbenanntes Haus"), ">Umbenanntes Haus</option>"),
    "place": (S.PROJECT, _rename(Municipality, name="Neustadt"), ">Neustadt</option>"),
    "new actor": (S.PROJECT, _new_place, ">Neues Haus</option>"),
    "help": (S.PROJECT, _office_text, "Neue Hilfe des Büros"),
    "region": (S.INSTITUTION, _rename(Region, name="Andere Region"), "Andere Region"),
    "law": (S.FINANCING, _rename(Region, public_task_law="§ 99 Gesetz"), ""),
    "school": (S.INSTITUTION, _rename(Actor, name="Andere Schule"), "<strong>Andere Schule</strong>"),
    "rules": (S.COSTS, _new_rules, "35,00"),
    "lead": (S.APPOINTMENTS, _rename(Programme, lead_days=1), "Rechtzeitig, wenn"),
    "line": (S.COSTS, _rename(CostLine, total_cents=77_700), "777"),
    "visit": (S.APPOINTMENTS, _rename(Appointment, group_label="Klasse 9z"), "Klasse 9z"),
    "title": (S.PROJECT, _rename(Application, title="Anderer Titel"), "Anderer Titel"),
}  # fmt: skip


def test_each_thing_that_a_step_shows_is_new_at_once():
    case = make_draft(provider=make_actor("Museum", kind="museum"))
    client = signed_in(case.created_by)
    for name, (section, change, word) in CHANGES.items():
        before = shown(client, case, section)

        change()

        after = shown(client, case, section)
        assert after == drawn_anew(client, case, section), name
        assert word in after, name
        assert not word or after != before, name


def test_a_provider_who_left_the_directory_is_a_fault_at_once():
    provider = make_actor("Museum", kind="museum")
    case = full_draft(provider=provider)
    client = signed_in(case.created_by)
    assert shown(client, case, S.INSTITUTION).count("is-done") == 4

    Actor.objects.filter(pk=provider.pk).update(is_published=False)

    assert shown(client, case, S.INSTITUTION).count("is-done") == 3
    assert "kern-error" in shown(client, case, S.PROJECT)


def test_two_schools_see_their_own_words_only():
    mine = make_draft(
        title="Mein Besuch", head_name="Frau Muster-Eins", iban="DE02120300000000202051"
    )
    theirs = make_draft(
        institution=make_school(name="Andere Schule"), programme=mine.programme,
        title="Deren Besuch", head_name="Herr Muster-Zwei",
    )  # fmt: skip
    me, them = signed_in(mine.created_by), signed_in(theirs.created_by)

    for section in S:
        pages = shown(me, mine, section), shown(them, theirs, section)
        secrets = (
            ("Mein Besuch", "Muster-Eins", "202051", mine.key),
            ("Deren", "Muster-Zwei", theirs.key),
        )
        assert [word for word in secrets[0] if word in pages[1]] == []
        assert [word for word in secrets[1] if word in pages[0]] == []

    assert me.get(address(theirs, S.PROJECT)).status_code == 404
    kept = repr(list(edition._kept.items()))
    for word in ("Mein Besuch", "Muster-Eins", "202051", "Deren Besuch", "Muster-Zwei"):
        assert word not in kept


def test_frame_takes_no_word_for_a_hole_and_tells_of_the_last_click():
    word = "\ue002body\ue003 {{ form }} \ue000\ue001 <b>"
    case = make_draft(title=word, head_name=word)
    client = signed_in(case.created_by)

    for section in S:
        assert shown(client, case, section) == drawn_anew(client, case, section), section
    sent = drafts.typed(case, S.PROJECT) | {"stand": drafts.stamp(case, S.PROJECT), "later": "1"}
    client.post(address(case, S.PROJECT), sent)
    told, after = (client.get(address(case, S.PROJECT)).content.decode() for _ in range(2))

    assert ["Gespeichert." in page for page in (told, after)] == [True, False]
    frames = [made for place, made in edition._kept.items() if _FRAME in place[2]]
    assert len(frames) == len(S)
    assert [piece for made in frames for piece in made if case.key in piece] == []


def test_each_answer_has_a_token_of_its_own_browser():
    case = make_draft()
    mine, colleague = signed_in(case.created_by), signed_in(make_member(case.institution))
    for client in (mine, colleague, mine):
        page = client.get(address(case, S.PROJECT)).content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]

        sent = {"stand": drafts.stamp(case, S.PROJECT), "later": "1", "csrfmiddlewaretoken": token}
        checked = Client(enforce_csrf_checks=True)
        checked.cookies = client.cookies
        answer = checked.post(address(case, S.PROJECT), sent | drafts.typed(case, S.PROJECT))
        case.refresh_from_db()

        assert answer.status_code == 302


def test_ways_of_the_office_are_shown_to_the_office_alone():
    case = make_draft()
    school = signed_in(case.created_by)
    officer = signed_in(make_officer())

    pages = [client.get(reverse("my_area")).content.decode() for client in (officer, school) * 2]

    assert [">Verwaltung</a>" in page for page in pages] == [True, False] * 2


def test_who_lost_the_tie_loses_the_case_at_once():
    case = make_draft()
    colleague = signed_in(make_member(case.institution))
    author = signed_in(case.created_by)
    assert [c.get(address(case, S.COSTS)).status_code for c in (author, colleague)] == [200, 200]

    case.institution.memberships.all().delete()

    assert [c.get(address(case, S.COSTS)).status_code for c in (author, colleague)] == [404, 404]


def test_a_step_asks_few_questions_however_much_was_typed():
    case = full_draft(provider=make_actor("Museum", kind="museum"))
    client = signed_in(case.created_by)
    asked = {}
    for section in list(S)[:5]:
        shown(client, case, section)
        with CaptureQueriesContext(connection) as queries:
            client.get(address(case, section))
        asked[section.value] = len(queries)

    # Session, account, edition, case; the rules of the day where it is reckoned.
    assert asked == {"einrichtung": 4, "vorhaben": 4, "termine": 4, "kosten": 5, "finanzierung": 4}
