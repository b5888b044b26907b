"""Pages, bodies, milestones, contacts and answers."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from pages.models import Body, ContactPoint, FaqEntry, Milestone, News, Page, Teaser


_numbers = count(1)


def make_page(**fields) -> Page:
    number = next(_numbers)
    return Page.objects.create(**{"title": f"Seite {number}", "slug": f"seite-{number}"} | fields)


def make_body(*, members=(), **fields) -> Body:
    number = next(_numbers)
    defaults = {
        "name": f"Arbeitsgruppe {number}",
        "slug": f"arbeitsgruppe-{number}",
        "kind": Body.Kind.WORKING_GROUP,
    }
    body = Body.objects.create(**defaults | fields)
    body.members.set(members)
    return body


def make_milestone(on=date(2016, 8, 8), **fields) -> Milestone:
    return Milestone.objects.create(on=on, **{"title": "Vertrag unterzeichnet"} | fields)


def make_contact(**fields) -> ContactPoint:
    number = next(_numbers)
    return ContactPoint.objects.create(**{"area": f"Beratung {number}"} | fields)


def make_faq(**fields) -> FaqEntry:
    defaults = {"question": "Was kostet das?", "answer": "Nichts.", "about": FaqEntry.About.REGION}
    return FaqEntry.objects.create(**defaults | fields)


def make_news(*, topics=(), **fields) -> News:
    number = next(_numbers)
    defaults = {
        "title": f"Meldung {number}",
        "slug": f"meldung-{number}",
        "publish_at": timezone.now() - timedelta(hours=1),
    }
    news = News.objects.create(**defaults | fields)
    news.topics.set(topics)
    return news


def make_teaser(**fields) -> Teaser:
    number = next(_numbers)
    defaults = {"title": f"Teaser {number}", "slug": f"teaser-{number}", "link": "/themen/"}
    return Teaser.objects.create(**defaults | fields)
