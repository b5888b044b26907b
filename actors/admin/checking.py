"""The office looks after entries: the page of one, the two actions of the list, how fresh all are."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from actors import freshness, freshness_figures
from actors.actions import freshening, linking
from actors.models import Actor, DeadLink
from bildungsregion.base.errors import DomainError
from bildungsregion.base.tables import csv_file

from .freshness import why


RIGHT = "actors.change_actor"
ASKS_SHOWN = 6
# Answers come back to the office, and a page of so many names can still be read.
MOST_AT_ONCE = 100


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

    @admin.action(description="Jetzt nachfragen, ob alles stimmt", permissions=["change"])
    def ask_now(self, request, queryset):
        """First a page that says which mails go where."""
        if self._are_too_many(request, queryset):
            return None
        if "confirmed" not in request.POST:
            rows = [(actor, self._recipients(actor)) for actor in queryset]
            return self._ask_first(
                request, "ask_now", "Jetzt nachfragen?", rows=[row for row in rows if row[1]],
                left_out=[actor for actor, to in rows if not to],
                verb="Diese E-Mails senden",
            )  # fmt: skip
        asked = 0
        for actor in queryset:
            asked += self._tried(request, freshening.ask, actor=actor, today=timezone.localdate())
        self.message_user(request, f"{asked} Einrichtungen gefragt.")
        return None

    @admin.action(description="Als heute geprüft vermerken", permissions=["change"])
    def mark_checked_today(self, request, queryset):
        """First a page that says what follows."""
        if self._are_too_many(request, queryset):
            return None
        if "confirmed" not in request.POST:
            return self._ask_first(
                request, "mark_checked_today", "Als heute geprüft vermerken?",
                rows=[(actor, []) for actor in queryset], verb="Als geprüft vermerken",
            )  # fmt: skip
        actors = list(queryset)
        for actor in actors:
            freshening.mark_checked(actor=actor, today=timezone.localdate())
        self.message_user(request, f"{len(actors)} Einträge als heute geprüft vermerkt.")
        return None

    def _are_too_many(self, request, queryset) -> bool:
        count = queryset.count()
        if count > MOST_AT_ONCE:
            text = (
                f"Das sind {count} Einträge. Bitte wählen Sie höchstens {MOST_AT_ONCE} auf einmal."
            )
            self.message_user(request, text, messages.ERROR)
        return count > MOST_AT_ONCE

    def _ask_first(self, request, action, title, *, rows, verb, left_out=()):
        """The page before an action; it sends on exactly the entries that it names."""
        context = self.admin_site.each_context(request) | {
            "title": title,
            "opts": self.opts,
            "action": action,
            "rows": rows,
            "left_out": left_out,
            "verb": verb,
            "selected": [actor.pk for actor, _to in rows],
        }
        return TemplateResponse(request, "admin/actors/actor/confirm.html", context)

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
