"""Dates in one's own calendar and on one's own website: what there is to copy, and the frame itself."""

import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from events.models import Event
from tests.factories.actors import make_topic
from tests.factories.events import make_event, make_occurrence


pytestmark = pytest.mark.django_db
FRAME, LIST = "/veranstaltungen/einbetten/rahmen/", "/veranstaltungen/einbetten/liste/"
PAGES = ("/", "/veranstaltungen/", "/veranstaltungen/kalender/", "/veranstaltungen/einbetten/", LIST,
         "/veranstaltungen/kalender.ics")  # fmt: skip


def shown(response) -> str:
    return unescape(response.content.decode())


def titles(response) -> list[str]:
    return re.findall(r"<a href=\"[^\"]*elternabend-\d+/\"[^>]*>([^<]+)</a>", shown(response))


def test_calendar_page_offers_the_selection_under_both_schemes(client, region):
    make_event(topics=[make_topic("Sprache")])

    page = shown(client.get("/veranstaltungen/kalender/?thema=sprache"))

    assert 'href="webcal://testserver/veranstaltungen/kalender.ics?thema=sprache"' in page
    assert 'value="http://testserver/veranstaltungen/kalender.ics?thema=sprache"' in page
    assert "Ihre Auswahl: 1 Termin" in page


def test_calendar_page_forgets_filters_that_do_not_exist(client, region):
    page = shown(client.get("/veranstaltungen/kalender/?thema=%22%3E%3Cscript%3E&egal=1"))

    assert 'href="webcal://testserver/veranstaltungen/kalender.ics"' in page


def test_embed_page_shows_the_code_for_what_was_chosen(client, region):
    make_event(topics=[make_topic("Sprache")])

    page = client.get("/veranstaltungen/einbetten/?thema=sprache&anzahl=3&farben=hell")

    address = f"http://testserver{FRAME}?thema=sprache&anzahl=3&farben=hell"
    code = re.search(
        r'<textarea[^>]*id="rahmen"[^>]*>(.*?)</textarea>', page.content.decode(), re.S
    )
    assert unescape(unescape(code[1])) == (
        f'<iframe src="{address}" title="Veranstaltungen: Bildungsregion Lüneburg" width="100%" '
        'height="486" loading="lazy" style="border:0"></iframe>'
    )
    assert f'<iframe class="br-frame" src="{address}"' in shown(page)
    assert (
        f"curl -fsS --max-time 20 -o termine.neu '{address.replace('rahmen', 'liste')}'"
        in shown(page)
    )


def test_code_of_the_embed_page_leads_to_the_frame_it_shows(client, region):
    make_event(topics=[make_topic("Sprache")])
    make_event()

    page = client.get("/veranstaltungen/einbetten/?thema=sprache")
    address = re.search(r'<iframe class="br-frame" src="([^"]+)"', page.content.decode())[1]
    frame = client.get(unescape(address))

    assert len(titles(frame)) == 1


def test_line_for_the_timetable_escapes_what_would_end_it(client, region):
    page = shown(client.get("/veranstaltungen/einbetten/", {"q": "Müsli & Co's"}))

    assert "liste/?q=M\\%C3\\%BCsli+\\%26+Co\\%27s' && mv" in page


def test_embed_page_may_show_its_own_frame_only(client, region):
    policy = client.get("/veranstaltungen/einbetten/")["Content-Security-Policy"]

    assert "frame-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_frame_may_be_shown_anywhere_and_runs_nothing(client, region):
    response = client.get(FRAME)

    rules = set(response["Content-Security-Policy"].split("; "))
    assert rules == {"default-src 'none'", "style-src 'self'", "font-src 'self'", "base-uri 'none'",
                     "form-action 'none'", "frame-ancestors *"}  # fmt: skip
    assert "X-Frame-Options" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["X-Robots-Tag"] == "noindex"


def test_frame_knows_no_cookie_script_or_foreign_host(client, region):
    make_event()

    response = client.get(FRAME)

    assert not response.cookies
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=", shown(response))
    hosts = set(re.findall(r"//([^/\"]+)", shown(response)))
    assert hosts == {"testserver"}


@pytest.mark.parametrize("address", PAGES)
def test_no_other_page_may_be_framed(client, region, address):
    response = client.get(address)

    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_page_that_is_not_there_below_the_frame_may_not_be_framed(client, region):
    response = client.get(f"{FRAME}nichts/")

    assert (response.status_code, response["X-Frame-Options"]) == (404, "DENY")


def test_frame_is_a_whole_page_whose_links_leave_it(client, region):
    event = make_event(title="Lesen & <Lauschen>")

    page = client.get(FRAME).content.decode()

    assert page.startswith('<!doctype html>\n<html lang="de">')
    assert "<title>Veranstaltungen: Bildungsregion Lüneburg</title>" in page
    assert (
        f'<a href="http://testserver/veranstaltungen/{event.slug}/" target="_blank" rel="noopener">'
        "Lesen &amp; &lt;Lauschen&gt;</a>"
    ) in page
    assert len(re.findall("<a ", page)) == len(re.findall('target="_blank" rel="noopener"', page))


@pytest.mark.parametrize(
    ("asked", "number"),
    [("", 5), ("3", 3), ("1", 1), ("0", 5), ("-1", 5), ("21", 5), ("x", 5), ("9" * 40, 5)],
)
def test_frame_shows_as_many_dates_as_asked_within_bounds(client, region, asked, number):
    make_event(dates=[(f"2026-03-{day:02} 16:00", None) for day in range(3, 15)])

    response = client.get(FRAME, {"anzahl": asked})

    assert response.status_code == 200
    assert len(titles(response)) == number


def test_frame_can_be_kept_light(client, region):
    pages = [shown(client.get(FRAME, {"farben": colours})) for colours in ("hell", "", "lila")]

    assert ['class="is-light"' in page for page in pages] == [True, False, False]


@pytest.mark.parametrize("address", [FRAME, LIST])
def test_both_forms_say_what_is_called_off(client, region, address):
    event = make_event(dates=())
    make_occurrence(event, "2026-03-10 16:00", is_cancelled=True, note="Krankheit")

    page = " ".join(shown(client.get(address)).split())

    assert "<s>Di, 10. März 2026, 16 Uhr</s>" in page
    assert "Fällt aus:" in page
    assert "(Krankheit)" in page


@pytest.mark.parametrize("address", [FRAME, LIST])
def test_both_forms_show_what_is_ahead_and_published(client, region, address):
    make_event(dates=[("2026-01-05 10:00", None)])
    make_event(is_published=False)

    page = shown(client.get(address))

    assert "Zurzeit ist dazu kein Termin angekündigt." in page


def test_list_is_a_piece_of_plain_html_for_everybody(client, region):
    event = make_event(title="Lesen & <Lauschen>")

    response = client.get(LIST)

    page = response.content.decode()
    assert page.startswith('<ul class="bildungsregion-termine" lang="de">')
    assert "Lesen &amp; &lt;Lauschen&gt;" in page
    assert f'href="http://testserver/veranstaltungen/{event.slug}/"' in page
    assert '<time datetime="2026-03-03">Di, 3. März 2026, 16–18 Uhr</time>' in page
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|<link|<img", page)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies


@pytest.mark.parametrize("address", [FRAME, LIST])
def test_both_forms_are_sent_again_only_when_they_changed(client, region, address):
    event = make_event()
    etag = client.get(address)["ETag"]
    again = client.get(address, headers={"If-None-Match": etag})
    event.status = Event.Status.CANCELLED
    event.save()

    changed = client.get(address, headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, changed["Cache-Control"]) == (200, "public, max-age=300")


@pytest.mark.parametrize("address", [FRAME, LIST])
def test_both_forms_take_two_queries(client, region, django_assert_num_queries, address):
    for _number in range(3):
        make_event(topics=[make_topic()] if _number == 0 else [])

    with django_assert_num_queries(2):
        client.get(f"{address}?{urlencode({'thema': 'inklusion'})}")


@pytest.mark.parametrize("name", ["event_calendar", "event_embed", "embed_frame", "embed_list"])
def test_pages_only_read(client, region, name):
    assert client.post(reverse(f"events:{name}")).status_code == 405
