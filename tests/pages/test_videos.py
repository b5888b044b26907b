"""Videos: what the office uploads, what the page and the home page show, and how the file is sent."""

import pytest
from django.core.exceptions import ValidationError

from pages import captions, video_files
from pages.models import Page, Video
from tests.factories.office import make_client
from tests.factories.pages import make_page
from tests.factories.pictures import make_picture
from tests.factories.videos import MP4, make_video, upload


VTT = (
    "WEBVTT\n\nNOTE von der Redaktion\n\n1\n00:01.000 --> 00:04.000\nGuten Tag!\n\n"
    "00:00:04.000 --> 01:00:06.500 line:0\nSchön.\n"
)
ADD = "/verwaltung/pages/video/add/"


def test_office_adds_a_video_that_page_and_home_show(client, region, mailoutbox):
    page, poster = make_page(slug="gebaerdensprache"), make_picture()
    form = {
        "title": "Das Portal in DGS", "spoken": "gsg", "page": page.pk, "is_on_home": "on", "position": 1,
        "poster": poster.pk, "captions_language": "de", "transcript": "Guten *Tag*!", "is_published": "on",
        "upload": upload(), "captions_file": upload(VTT.encode(), "film.vtt"),
    }  # fmt: skip

    answer = make_client("redaktion").post(ADD, form)

    assert answer.status_code == 302
    video = Video.objects.get()
    assert (video.mime, video.size) == ("video/mp4", len(MP4))
    assert "film" not in video.file.name
    shown = client.get("/gebaerdensprache/")
    html = shown.content.decode()
    assert f'<source src="{video.file_url}" type="video/mp4">' in html
    assert f'poster="{poster.src}"' in html
    assert f'<track kind="captions" src="/videos/{video.pk}/untertitel.vtt" srclang="de"' in html
    assert "<p>Guten <em>Tag</em>!</p>" in html
    assert "media-src 'self'" in shown.headers["Content-Security-Policy"]
    home = client.get("/en/").content.decode()
    assert f'href="/en/gebaerdensprache/#video-{video.pk}"' in home
    told = client.get(video.captions_url)
    assert told.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert told.content.decode() == VTT


def test_video_with_sound_needs_captions(region):
    page = make_page()
    form = {"title": "Film", "spoken": "de", "page": page.pk, "position": 1, "captions_language": "de",
            "transcript": "Text", "upload": upload()}  # fmt: skip

    answer = make_client("redaktion").post(ADD, form)

    assert "Ein Video mit Ton braucht Untertitel." in answer.content.decode()
    assert not Video.objects.exists()


def test_file_is_sent_in_parts_and_hidden_with_its_row(client, region):
    video = make_video()

    part = client.get(video.file_url, headers={"range": "bytes=4-11"})

    assert part.status_code == 206
    assert part.getvalue() == b"ftypisom"
    assert part.headers["Content-Range"] == f"bytes 4-11/{len(MP4)}"
    assert "immutable" in part.headers["Cache-Control"]
    assert client.get(f"/videos/{video.pk}/000000000000/datei/").status_code == 404
    Video.objects.update(is_published=False)
    assert client.get(video.file_url).status_code == 404
    assert "<video" not in client.get("/gebaerdensprache/").content.decode()


def test_new_file_replaces_the_old_and_deleting_takes_it_away(
    region, django_capture_on_commit_callbacks
):
    video = make_video()
    storage, first = video.file.storage, video.file.name

    with django_capture_on_commit_callbacks(execute=True):
        webm = upload(b"\x1a\x45\xdf\xa3\x01\x00\x00\x00\x00\x00\x00\x1fB\x82\x84webm", "a.webm")
        video_files.store(video, video_files.check(webm))
    second = video.file.name
    assert (storage.exists(first), storage.exists(second)) == (False, True)
    with django_capture_on_commit_callbacks(execute=True):
        video.delete()
    assert not storage.exists(second)


@pytest.mark.parametrize(
    ("name", "content"),
    [("film.mp4", b"<html>" + MP4), ("film.webm", MP4), ("film.mov", MP4), ("film.mp4", b"")],
)
def test_what_is_no_video_is_refused(name, content):
    with pytest.raises(ValidationError, match="MP4"):
        video_files.check(upload(content, name))


def test_video_too_large_is_refused():
    large = upload()
    large.size = video_files.MAX_BYTES + 1

    with pytest.raises(ValidationError, match="höchstens 200 MB"):
        video_files.check(large)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"1\n00:01.000 --> 00:02.000\nA\n", "Zeile 1: Die Datei beginnt nicht"),
        (b"WEBVTT\n00:01.000 --> 00:02.000\nA\n", "Zeile 2: Nach der Kopfzeile"),
        (b"WEBVTT\n\n00:01,000 --> 00:02,000\nA\n", "Zeile 3: Die Zeiten lassen sich nicht lesen"),
        (b"WEBVTT\n\n00:03.000 --> 00:02.000\nA\n", "Zeile 3: Der Untertitel endet"),
        (
            b"WEBVTT\n\n00:03.000 --> 00:04.000\nA\n\n2\n00:01.000 --> 00:02.000\nB\n",
            "Zeile 7: Der Untertitel beginnt vor",
        ),
        (b"WEBVTT\n\n00:03.000 --> 00:04.000\n\nA\n", "Zeile 3: Zu dieser Zeit steht kein Text"),
        (b"WEBVTT\n\nHallo\n", "Zeile 3: Hier fehlt die Zeile mit den Zeiten"),
        (b"WEBVTT\n", "kein Untertitel"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nSchön\n".encode("latin-1"), "UTF-8"),
    ],
)
def test_captions_that_no_browser_would_show_are_refused(content, sentence):
    with pytest.raises(ValidationError) as fault:
        captions.read(content)

    assert sentence in fault.value.messages[0]


@pytest.mark.parametrize(
    "change", [{"is_published": False}, {"publish_at": "2099-01-01 00:00+00:00"}]
)
def test_video_of_a_page_that_is_not_public_is_for_the_office_alone(client, region, change):
    video = make_video(is_on_home=True, captions=VTT)
    Page.objects.update(**change)

    addresses = (video.file_url, video.captions_url)
    office = make_client("redaktion")

    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert client.get("/").context["video"] is None
    seen = [office.get(address) for address in addresses]
    # The file is read to its end, so that it is closed.
    assert all(answer.getvalue() for answer in seen)
    assert [answer.headers["Cache-Control"] for answer in seen] == ["private, no-store"] * 2
