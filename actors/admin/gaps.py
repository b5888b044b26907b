"""The gap view of the coordinators: the heat table and its file, below the list of offers."""

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path

from actors.gaps import ALL, Choice, Gaps
from actors.models import Offer
from bildungsregion.base.tables import csv_file


# Who keeps the offers sees where some are missing (accounts/roles.py: redaktion, koordination, administration).
RIGHT = "actors.change_offer"


class WithGaps:
    """Part of the admin of offers."""

    change_list_template = "admin/actors/offer/change_list.html"

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("luecken/", view(self.gaps), name="actors_offer_gaps"),
            path("luecken.csv", view(self.gaps_file), name="actors_offer_gaps_file"),
            *super().get_urls(),
        ]

    def gaps(self, request):
        """Topics as columns; with a topic chosen its ages instead."""
        found = self._found(request)
        topic = _chosen(found.topics, request.GET.get("thema"))
        age = _chosen(found.ages, request.GET.get("alter"))
        columns = found.ages if topic.value else found.topics
        pairs = [(topic, one) if topic.value else (one, age) for one in columns]
        table = [(place, [found.cell(place, *pair) for pair in pairs]) for place in found.places]
        every = [cell for _place, cells in table[1:] for cell in cells]
        context = self.admin_site.each_context(request) | {
            "title": "Wo Angebote fehlen",
            "opts": self.opts,
            "gaps": found,
            "topic": topic,
            "age": age,
            "columns": columns,
            "table": table,
            "fields": [
                Choice(ALL, "Alle Bereiche"),
                *(Choice(*one) for one in Offer.Field.choices),
            ],
            "empty": sum(not cell.count for cell in every),
            "cells": len(every),
        }
        return TemplateResponse(request, "admin/actors/offer/gaps.html", context)

    def gaps_file(self, request):
        return csv_file(self._found(request).sheet(), "angebote-luecken.csv")

    def _found(self, request) -> Gaps:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied("not of those who keep the offers")
        field = request.GET.get("bereich", ALL)
        return Gaps(field if field in Offer.Field.values else ALL)


def _chosen(choices: list[Choice], value: str | None) -> Choice:
    """The choice of that value; all of them where there is no such."""
    return next((one for one in choices if one.value == value), choices[0])
