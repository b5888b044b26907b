"""New rows of any kind that the office has a list of, as many as a test of its pages wants."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count

from django.db import models

from actors.models import Actor, Claim, FreshnessAsk as Ask, Membership, Offer, OldAddress, Topic
from documents.models import Document, Version
from events.models import Event, Feed, FeedItem, FeedRun
from funding.models import Application, Programme, RuleSet
from pages.models import FormerAddress, News, Page
from projects.models import Adoption, Project, ProjectProposal
from tests.factories.actors import make_actor, make_offer, make_topic
from tests.factories.anything import make_anything
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.feeds import make_feed
from tests.factories.freshness import make_ask
from tests.factories.funding import make_programme, make_submitted
from tests.factories.pages import make_news, make_page
from tests.factories.projects import make_project, make_proposal


_numbers = count(1)


def _numbered_programme() -> Programme:
    number = next(_numbers)
    return make_programme(
        slug=f"fonds-{number}", name=f"Fonds {number}", number_prefix=f"F{number}"
    )


def _rule_set() -> RuleSet:
    day = date(2030, 1, 1) + timedelta(days=next(_numbers))
    return make_anything(RuleSet, valid_from=day)


MAKERS: dict[type[models.Model], Callable[[], models.Model]] = {
    Actor: make_actor,
    Adoption: lambda: make_anything(Adoption, actor=make_actor()),
    Application: make_submitted,
    Ask: make_ask,
    Claim: lambda: make_anything(Claim, actor=make_actor()),
    Document: make_document,
    Event: make_event,
    Feed: make_feed,
    FeedItem: lambda: make_anything(FeedItem, feed=make_feed()),
    FeedRun: lambda: make_anything(FeedRun, feed=make_feed()),
    FormerAddress: lambda: make_anything(
        FormerAddress, page=make_page(), slug=f"alt-{next(_numbers)}"
    ),
    Membership: lambda: make_anything(Membership, actor=make_actor()),
    News: make_news,
    Offer: make_offer,
    OldAddress: lambda: make_anything(OldAddress, actor=make_actor(), slug=f"alt-{next(_numbers)}"),
    Page: make_page,
    Programme: _numbered_programme,
    Project: make_project,
    ProjectProposal: make_proposal,
    RuleSet: _rule_set,
    Topic: lambda: make_topic(f"Thema {next(_numbers)}"),
    Version: lambda: make_document().versions.get(),
}


def make_new(model: type[models.Model]) -> models.Model:
    """One more row; what may belong to one other only gets a new one of that, too."""
    if model in MAKERS:
        return MAKERS[model]()
    alone = {
        field.name: make_new(field.related_model)
        for field in model._meta.concrete_fields
        if field.is_relation and field.unique and not field.null
    }
    last = model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    return make_anything(model, pk=last + 1, **alone)
