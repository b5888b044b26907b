"""The office looks after entries: the page of one, the two actions of the list, how fresh all are."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from actors import freshness, freshness_figures
from actors.actions import freshening, linking
from actors.models import Actor, DeadLink, FreshnessAsk
from bildungsregion.base.bulk import MOST_MAILS, Look, bulk_action
from bildungsregion.base.errors import DomainError
from bildungsregion.base.tables import csv_file

from .freshness import why


RIGHT = "actors.change_actor"
ASKS_SHOWN = 6


class WithChecking:
    """Part of the admin of actors."""

    change_list_template = "admin/actors/actor/change_list.html"
    change_form_template = "admin/actors/actor/change_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("frische/", view(self.fresh_page), name="actors_actor_freshness"),
            path("frische.csv", view(self.fresh_file), name="actors_actor_freshness_file"),
            path("<int:pk>/pruefen/", view(self.check_page), name="actors_actor_check"),
            *super().get_urls(),
        ]

    @bulk_action(
        "Jetzt nachfragen, ob alles stimmt",
        button="Diese E-Mails senden",
        looks="look_at_asking",
        most=MOST_MAILS,
        follows=[
            "Jede Einrichtung bekommt die E-Mail „Stimmt noch alles?“. Sie zeigt den Eintrag, wie er steht, mit "
            "einem Link zum Bestätigen und einem zum Ändern."
        ],
    )
    def ask_now(self, request, rows):
        asked = 0
        for actor in rows:
            asked += self._tried(request, freshening.ask, actor=actor, today=timezone.localdate())
        return f"{asked} Einrichtungen gefragt." if asked else None

    def look_at_asking(self, request, queryset):
        asks = FreshnessAsk.objects.filter(sent_on=timezone.localdate())
        asked = set(asks.values_list("actor_id", flat=True))
        for actor in queryset:
            to = self._recipients(actor)
            phone = f", Telefon {actor.phone}" if actor.phone else ""
            hindrance = "" if to else f"Es ist keine E-Mail-Adresse bekannt{phone}."
            if actor.pk in asked:
                hindrance = "Wurde heute schon gefragt."
            yield Look(actor, mails=to, hindrance=hindrance)

    @bulk_action(
        "Als heute geprüft vermerken",
        button="Als geprüft vermerken",
        looks="look_at_checking",
        most=MOST_MAILS,
        follows=[
            "Die Angaben dieser Einträge sind heute geprüft und stimmen.",
            "Offene Nachfragen gelten als erledigt, und der Hinweis auf der Seite verschwindet.",
            "Die nächste Prüfung kommt in einem halben oder einem Jahr.",
        ],
    )
    def mark_checked_today(self, request, rows):
        actors = list(rows)
        for actor in actors:
            freshening.mark_checked(actor=actor, today=timezone.localdate())
        return f"{len(actors)} Einträge als heute geprüft vermerkt."

    def look_at_checking(self, request, queryset):
        return [Look(actor) for actor in queryset]

    def _recipients(self, actor) -> list[str]:
        return freshness.recipients(actor, again=actor.freshness_asks.open().exists())

    def _tried(self, request, verb, **wishes) -> bool:
        """The verb done; what it refuses is told, and nothing else is held up."""
        try:
            verb(**wishes)
        except DomainError as error:
            self.message_user(request, error.message, messages.ERROR)
            return False
        return True

    def check_page(self, request, pk):
        """One entry as it stands, why it waits, and everything the office can do about it."""
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied("not of those who keep the entries")
        actor = get_object_or_404(Actor, pk=pk)
        if request.method == "POST":
            self._do(request, actor)
            return HttpResponseRedirect(reverse("admin:actors_actor_check", args=[pk]))
        day = timezone.localdate()
        waits = freshness.for_the_office(day).filter(pk=pk).exists()
        context = self.admin_site.each_context(request) | {
            "title": actor.name,
            "subtitle": "Prüfen",
            "opts": self.opts,
            "actor": actor,
            "facts": freshness.in_words(actor),
            "why": why(actor) if waits else "",
            "to": self._recipients(actor),
            "next_check": freshness.next_check(actor.kind, actor.pk, day),
            "asks": actor.freshness_asks.all()[:ASKS_SHOWN],
            "links": [link for link in actor.dead_links.all() if link.state != "Erreichbar"],
        }
        return TemplateResponse(request, "admin/actors/actor/check.html", context)

    def _do(self, request, actor) -> None:
        """What was pressed on the page of one entry; unknown words do nothing."""
        day = timezone.localdate()
        match request.POST.get("tun"):
            case "geprueft":
                freshening.mark_checked(actor=actor, today=day)
                self.message_user(request, "Als heute geprüft vermerkt.")
            case "fragen":
                if self._tried(request, freshening.ask, actor=actor, today=day):
                    self.message_user(request, "Die Nachfrage ist unterwegs.")
            case "verbergen":
                Actor.objects.filter(pk=actor.pk).update(is_published=False)
                self.message_user(request, "Der Eintrag steht nicht mehr auf der Seite.")
            case "uebernehmen" | "behalten" as verb:
                self._mend(request, actor, verb)

    def _mend(self, request, actor, verb: str) -> None:
        pk = request.POST.get("link", "")
        link = get_object_or_404(DeadLink, pk=pk if pk.isdecimal() else 0, actor=actor)
        if verb == "behalten":
            linking.keep_address(link=link)
            self.message_user(request, "Die alte Adresse bleibt.")
        elif self._tried(request, linking.take_over, link=link):
            self.message_user(request, "Die neue Adresse steht im Eintrag.")

    def fresh_page(self, request):
        """How fresh the directory is, by kind; each number leads to its entries."""
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied("not of those who keep the entries")
        rows = freshness_figures.by_kind(timezone.localdate())
        context = self.admin_site.each_context(request) | {
            "title": "Wie frisch ist das Verzeichnis?",
            "opts": self.opts,
            "rows": rows,
            "whole": rows[0].figures,
            "columns": [title for _name, title, _value in freshness_figures.COLUMNS],
        }
        return TemplateResponse(request, "admin/actors/actor/freshness.html", context)

    def fresh_file(self, request):
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied("not of those who keep the entries")
        return csv_file(freshness_figures.sheet(timezone.localdate()), "frische.csv")
