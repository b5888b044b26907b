"""Feeds and pictures of links have one address each (docs/adr/0225); the list of feeds exists in each language."""

from django.urls import path

from bildungsregion.base.languages import in_languages
from bildungsregion.base.subscriptions.feeds import ListFeed

from . import feeds
from .sharing.views import share_picture


urlpatterns = [
    path("projekte/feed/", ListFeed("projekte"), name="project_feed"),
    path("dokumente/feed/", ListFeed("dokumente"), name="document_feed"),
    path("themen/<slug:slug>/feed/", feeds.TopicFeed(), name="topic_feed"),
    path(
        "teilen/<str:language>/<slug:kind>/<slug:slug>/<slug:check>.png",
        share_picture,
        name="share_picture",
    ),
    in_languages(path("feeds/", feeds.FeedList.as_view(), name="feed_list")),
]
