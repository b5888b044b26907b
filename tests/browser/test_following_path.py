"""A filter is subscribed to, confirmed, heard of and left: by keyboard, without scripts, on a phone."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import Page

from bildungsregion.base.guard import FASTEST_SECONDS
from bildungsregion.base.models import Subscription
from bildungsregion.base.subscriptions import actions
from tests.factories.actors import make_actor
from tests.factories.base import make_region


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WAIT = (FASTEST_SECONDS + 0.5) * 1000
PHONE = {"width": 375, "height": 800}


@pytest.fixture
def directory():
    make_region()
    make_actor("Kita Sonnenschein", kind="kita")
    make_actor("Grundschule Mitte")
    actions.look_at_lists(now=timezone.now())


def link_in_last_mail() -> str:
    return re.search(r"https?://[^/]+(/abo/\w+/[\w-]{43}/)", mail.outbox[-1].body)[1]


def ask_for_kitas(page: Page) -> None:
    """From the filtered list to the question in the mailbox."""
    page.goto("/akteure/?art=kita")
    page.get_by_role("link", name="Diesen Filter per E-Mail abonnieren").press("Enter")
    page.get_by_text("Art: Kindertagesstätte").wait_for()
    page.wait_for_timeout(WAIT)
    page.get_by_label("Ihre E-Mail-Adresse").fill("leitung@schule.example")
    page.get_by_label("einmal im Monat").check()
    page.get_by_role("button", name="Abonnieren").press("Enter")
    page.get_by_text("Fast geschafft").wait_for()


def test_filter_is_followed_and_left_without_scripts(
    chromium, live_server, watch, directory, mailoutbox
):
    plain = chromium.new_context(
        base_url=live_server.url, java_script_enabled=False, locale="de-DE", viewport=PHONE
    )
    watch.follow(plain)
    page = plain.new_page()

    ask_for_kitas(page)
    page.goto(link_in_last_mail())
    page.get_by_role("button", name="Ja, ich möchte dieses Abo").press("Enter")
    page.get_by_text("Ihr Abo läuft.").wait_for()

    subscription = Subscription.objects.confirmed().get()
    assert (subscription.query, subscription.rhythm) == ("art=kita", "monthly")
    make_actor("Kita Regenbogen", kind="kita")
    actions.look_at_lists(now=timezone.now())
    actions.tell_due(now=timezone.now() + timedelta(days=40))
    assert "Kita Regenbogen" in mailoutbox[-1].body
    page.goto(link_in_last_mail())
    page.get_by_role("button", name="Abo beenden").press("Enter")
    page.get_by_role("heading", name="Das Abo ist beendet").wait_for()
    assert not Subscription.objects.exists()
    plain.close()


def test_pages_of_a_subscription_keep_the_promises_of_the_house(
    page, page_ok, directory, watch, mailoutbox
):
    watch.expected |= {404, 422}
    page.goto("/abo/akteure/?art=kita")
    page_ok(page)
    page.get_by_role("button", name="Abonnieren").click()
    page.get_by_text(re.compile(r"Bitte prüfen Sie (eine|\d) Angabe")).wait_for()
    page_ok(page)
    ask_for_kitas(page)
    confirm = link_in_last_mail()

    for address in (confirm, confirm.replace("bestaetigen", "abmelden"), "/abo/abmelden/x/"):
        page.goto(address)
        page_ok(page)
    page.goto(confirm.replace("bestaetigen", "abmelden"))
    page.get_by_role("button", name="Abo beenden").click()
    page.get_by_role("heading", name="Das Abo ist beendet").wait_for()
    page_ok(page)


def test_chosen_filter_is_followed_also_where_scripts_changed_the_list(page, directory):
    page.goto("/akteure/")

    page.get_by_label("Art", exact=True).select_option("kita")

    link = page.get_by_role("link", name="Diesen Filter per E-Mail abonnieren")
    link.wait_for()
    assert link.get_attribute("href") == "/abo/akteure/?art=kita"


def test_mails_are_accessible_and_load_nothing(page, page_ok, directory, mailoutbox):
    now = timezone.now()
    day = timezone.localdate(now)
    Subscription.objects.create(
        email="a@schule.example", list="akteure", title="alle Akteure", asked_on=day,
        confirmed_on=day, told_until=now - timedelta(days=40),
    )  # fmt: skip
    actions.tell_due(now=now)

    page.set_content(mailoutbox[-1].alternatives[0].content)

    assert page.get_by_role("heading", level=1).inner_text() == "Akteure: 2 Neuigkeiten"
    page_ok(page)
