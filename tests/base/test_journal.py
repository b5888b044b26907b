"""The database writes down every change by itself, whoever makes it, and lets nobody change what it wrote."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import forgetting
from actors.models import Actor, Contact, Offer
from bildungsregion.base.journal import keeping, reading, recorded, restoring
from bildungsregion.base.journal.acting import acting, forgetting as may_forget
from bildungsregion.base.models import Change, JournalExport
from events.models import Event
from tests.factories.actors import make_actor, make_topic
from tests.factories.funding import make_user


pytestmark = pytest.mark.django_db


def rows(actor: Actor) -> list[tuple]:
    found = reading.of(Actor, actor.pk).order_by("pk")
    return list(found.values_list("table", "kind", "before", "after"))


def told(actor: Actor) -> list[tuple]:
    acts, _older = reading.acts(Actor, actor.pk)
    return [(item.label, item.before, item.after) for item in acts[0].items]


def test_change_by_any_way_is_recorded_with_its_person():
    user, actor = make_user(), make_actor(name="Alt", phone="1")
    before = len(rows(actor))

    with acting(by=user, origin="Import Liste"):
        Actor.objects.filter(pk=actor.pk).update(name="Neu")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE actors_actor SET phone = '2' WHERE id = %s", [actor.pk])
        Actor.objects.filter(pk=actor.pk).update(search_text="nicht erzählt", phone="2")

    assert rows(actor)[before:] == [
        ("actors_actor", "u", {"name": "Alt"}, {"name": "Neu"}),
        ("actors_actor", "u", {"phone": "1"}, {"phone": "2"}),
    ]
    last = Change.objects.latest("pk")
    assert (last.user_id, last.origin) == (user.pk, "Import Liste")


def test_rows_that_come_in_bulk_or_leave_with_their_object_are_recorded():
    actor = make_actor()
    with acting():
        Contact.objects.bulk_create([Contact(actor=actor, area="Kasse", phone="9")])
    pk, contact = actor.pk, Contact.objects.get().pk
    with acting():
        actor.delete()

    found = Change.objects.filter(table="actors_contact", about="actors.actor", about_id=pk)
    added, removed = found.order_by("pk")
    assert (added.row, added.kind, added.after["area"]) == (contact, "c", "Kasse")
    assert (removed.kind, removed.before["phone"]) == ("d", "9")


def test_part_that_moves_is_told_on_both_pages():
    old, new = make_actor(), make_actor()
    contact = Contact.objects.create(actor=old, area="Kasse", phone="9")

    with acting():
        Contact.objects.filter(pk=contact.pk).update(actor=new)

    assert rows(old)[-1][:2] == ("actors_contact", "d")
    assert rows(new)[-1][:2] == ("actors_contact", "c")


def test_history_speaks_german():
    topic, parent = make_topic(name="Kunst"), make_actor(name="Träger")
    actor = make_actor(description="Montags bis 12 Uhr. " * 5, checked_on=date(2026, 3, 2))

    with acting():
        actor.topics.add(topic)
        actor.part_of, actor.seeks_cooperation, actor.wheelchair = parent, True, Actor.Access.YES
        actor.checked_on = date(2026, 4, 1)
        actor.translations = {"en": {"summary": "Art"}}
        actor.save()
    acts, _older = reading.acts(Actor, actor.pk)

    items = {item.label: item for item in acts[0].items}
    assert items["Themen"].come == ("Kunst",)
    assert [(one.before, one.after) for one in acts[0].items if one.after == "Träger"] == [
        ("–", "Träger")
    ]
    told = {(item.before, item.after) for item in items.values()}
    assert {("Nein", "Ja"), ("2. März 2026", "1. April 2026"), ("–", "Art")} <= told
    assert any(label.endswith("(English)") for label in items)


def test_list_written_anew_without_difference_is_no_change():
    actor = make_actor()
    Contact.objects.create(actor=actor, area="Kasse", phone="9")

    with acting():
        Contact.objects.all().delete()
        Contact.objects.create(actor=actor, area="Kasse", phone="9")
        Actor.objects.filter(pk=actor.pk).update(phone="7")

    assert told(actor) == [("Telefon", "–", "7")]


@pytest.mark.parametrize("model", [Change, JournalExport])
def test_log_cannot_be_changed(model):
    user = make_user()
    JournalExport.objects.create(taken_by=user, lines=0)
    pk, table = model.objects.latest("pk").pk, model._meta.db_table
    attempts = [
        lambda: model.objects.filter(pk=pk).update(id=pk),
        lambda: model.objects.filter(pk=pk).delete(),
        lambda: connection.cursor().execute(f"UPDATE {table} SET id = id WHERE id = {pk}"),
        lambda: connection.cursor().execute(f"DELETE FROM {table} WHERE id = {pk}"),
    ]

    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()

    assert model.objects.filter(pk=pk).exists()


def test_history_ends_with_the_regions_term(region, clock):
    make_actor()
    clock("2029-03-02")
    make_actor()
    young = Change.objects.filter(at__year=2029).count()

    gone = keeping.forget_old(date(2029, 3, 3))

    assert gone > 0
    assert Change.objects.count() == young


def test_forgotten_person_leaves_the_history():
    user = make_user(name="Erika Beispiel", email="erika@museum.example")
    actor = make_actor(email="erika@museum.example")
    actor.email = ""
    actor.save()

    forgetting.erase(user)

    texts = str(list(Change.objects.values_list("before", "after")))
    assert "rika" not in texts
    assert keeping.REMOVED in texts


def test_column_that_was_blanked_whole_hinders_nobody_who_is_forgotten_later():
    user = make_user(name="Anna", email="anna@x.example")
    actor = make_actor(email="anna@x.example")
    with acting():
        Actor.objects.filter(pk=actor.pk).update(email="")
    change = Change.objects.order_by("pk").last()
    with may_forget(connection):
        before = change.before | {"translations": keeping.REMOVED}
        Change.objects.filter(pk=change.pk).update(before=before)

    forgetting.erase(user)

    change.refresh_from_db()
    assert change.before["email"] == keeping.REMOVED
    assert change.before["translations"] == keeping.REMOVED


def test_forgotten_address_goes_and_the_words_around_it_stay():
    user = make_user(name="Anna", email="anna@x.example")
    english = {
        "en": {"summary": "Write to:\nanna@x.example", "languages": "Mail johanna@x.example."}
    }
    actor = make_actor(
        description="Fragen an Anna@x.example.", email="anna@x.example", translations=english
    )
    other = make_actor(email="johanna@x.example", phone="anna@x.example.org")
    for one in (actor, other):
        with acting():
            Actor.objects.filter(pk=one.pk).update(
                email="", phone="", description="Neu", translations={}
            )

    forgetting.erase(user)

    before = rows(actor)[-1][2]
    assert before["description"] == "Fragen an (gelöscht)."
    assert rows(other)[-1][2]["email"] == "johanna@x.example"
    assert rows(other)[-1][2]["phone"] == "anna@x.example.org"
    assert told(actor)
    actor.refresh_from_db()
    plan = restoring.plan(actor, Change.objects.get(pk=reading.acts(Actor, actor.pk)[0][0].first))
    former = {one.name: one.value for one in plan.fields}
    assert former["translations"] == {
        "en": {"summary": "Write to:\n(gelöscht)", "languages": "Mail johanna@x.example."}
    }
    assert "email" not in former
    assert "E-Mail" in plan.left_out


def test_former_state_comes_back_field_by_field():
    kept, topic = make_topic(name="Kunst"), make_topic(name="Natur")
    actor = make_actor(name="Alt", phone="1")
    actor.topics.set([kept])
    with acting():
        actor.topics.set([topic])
        Actor.objects.filter(pk=actor.pk).update(name="Neu", phone="2")
    Actor.objects.filter(pk=actor.pk).update(phone="3")
    first = Change.objects.get(pk=reading.acts(Actor, actor.pk)[0][1].first)
    actor.refresh_from_db()
    plan = restoring.plan(actor, first)
    assert {one.name for one in plan.fields} == {"name", "phone", "topics"}

    restoring.restore(actor, first, {"name", "topics"}, seen=plan.seen, reason="Versehen")

    actor.refresh_from_db()
    assert (actor.name, actor.phone, list(actor.topics.all())) == ("Alt", "3", [kept])
    assert Change.objects.latest("pk").reason == "Wiederhergestellt: Versehen"


def test_former_state_never_covers_a_newer_change():
    actor = make_actor(name="Alt")
    with acting():
        Actor.objects.filter(pk=actor.pk).update(name="Neu")
    actor.refresh_from_db()
    first = Change.objects.latest("pk")
    seen = restoring.plan(actor, first).seen
    Actor.objects.filter(pk=actor.pk).update(name="Neuer")

    with pytest.raises(restoring.Newer):
        restoring.restore(actor, first, {"name"}, seen=seen, reason="Versehen")

    actor.refresh_from_db()
    assert actor.name == "Neuer"


def test_content_is_recorded():
    found = set(recorded.objects())

    assert {model._meta.label_lower for model in (Actor, Offer, Event)} <= found
    assert {"accounts.user", "base.region", "pages.body", "documents.document"} <= found
