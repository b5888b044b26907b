"""The mails that come as HTML too: sound to read by ear, and the same words without HTML."""

import re
from html import unescape

import pytest

from bildungsregion.base.subscriptions import emails
from bildungsregion.base.subscriptions.lists import Digest, Entry, Group
from tests.factories.subscriptions import make_subscription


NEWS = Digest(
    subject="Neues für Sie",
    groups=[Group("Neu", [Entry("1", "Lesefest", "/lesefest/", ["Adendorf", "Mai"], mark="fällt aus")])],
    left_out=3,
)  # fmt: skip
KINDS = {
    "confirm": emails.please_confirm,
    "already": emails.already_subscribed,
    "ended": emails.ended,
    "digest": lambda subscription: emails.digest(subscription, NEWS),
}
# What the text says in other words: the address of a link, the subject for the headline.
BY_OTHER_WORDS = re.compile(r"<a [^>]*>(?!http)[^<]*</a>|<h1>.*?</h1>")
LOOKS = re.compile(r"<(?:img|table|font|style)|\b(?:style|color|bgcolor)=")


def words(html: str) -> set[str]:
    """All words people read in it, but for links and the headline."""
    body = BY_OTHER_WORDS.sub(" ", html.split("<body>")[1])
    return set(re.findall(r"\w+", unescape(re.sub(r"<[^>]+>", " ", body)).casefold()))


def unsound(html: str, text: str) -> list[str]:
    """What somebody who hears the mail, or reads it without HTML, would miss."""
    found = [] if html.lstrip().startswith("<!doctype html>\n<html lang=") else ["no language"]
    if not re.search(r"<title>\s*\w", html):
        found.append("no title")
    levels = [int(level) for level in re.findall(r"<h(\d)", html)]
    if levels[:1] != [1] or any(
        next_ - one > 1 for one, next_ in zip(levels, levels[1:], strict=False)
    ):
        found.append(f"headings {levels}")  # fmt: skip
    found += [f"looks of its own: {look}" for look in LOOKS.findall(html)]
    for address, name in re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', html):
        if not re.search(r"\w", re.sub(r"<[^>]+>", "", name)):
            found.append(f"link without a name: {address}")
        if unescape(address).removeprefix("mailto:") not in text:
            found.append(f"not in the text: {address}")
    said = set(re.findall(r"\w+", text.casefold()))
    return found + [f"not in the text: {word}" for word in sorted(words(html) - said)]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_mail_is_sound_by_ear_and_whole_as_text(region, mailoutbox, kind):
    KINDS[kind](make_subscription())

    [mail] = mailoutbox
    [(html, _mime)] = mail.alternatives
    assert unsound(html, mail.body) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<html><title>A</title><body><h1>Hallo</h1></body></html>", "no language"),
        ('<!doctype html>\n<html lang="de"><title></title><body><h1>Hallo</h1>', "no title"),
        ('<!doctype html>\n<html lang="de"><title>A</title><body><h1>Hallo</h1><h3>Hallo</h3>', "headings [1, 3]"),
        ('<!doctype html>\n<html lang="de"><title>A</title><body><h1 style="">Hallo</h1>', "looks of its own: style="),
        ('<!doctype html>\n<html lang="de"><title>A</title><body><h1>Hallo</h1><a href="/x"></a>',
         "link without a name: /x"),
        ('<!doctype html>\n<html lang="de"><title>A</title><body><h1>Hallo</h1><p>Welt</p>', "not in the text: welt"),
    ],
)  # fmt: skip
def test_unsound_mail_is_found(html, fault):
    assert fault in unsound(html, "Hallo")
