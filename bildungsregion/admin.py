"""What the office's start page says beyond single apps: who waits to be let in, mails, the content."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib import admin
from django.db.models import Count, Window
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join

from actors.models import Membership

from .base import hints, today
from .base.admin import ReadOnlyAdmin
from .base.outbox.models import OutgoingMail, masked
from .base.today import Line, Panel
from .duties import admin as duties_admin
from .finding import admin as finding_admin
from .founding import today as founding_today
from .models import Night
from .nightly import LONGEST
from .office import counts, filters
from .running import health
from .running.views import RIGHT as OPERATION_RIGHT


__all__ = ["duties_admin", "finding_admin", "founding_today"]
SHOWN = 8
# A timer that runs daily may be late, but not by so much.
NIGHT_AFTER = timedelta(hours=26)


@today.register(order=20)
def memberships(request: HttpRequest) -> Iterator[Panel]:
    """People who say that they speak for an institution."""
    if not request.user.has_perm("actors.change_membership"):
        return
    rows = Membership.objects.filter(confirmed_at=None).select_related("user", "actor")
    rows = list(rows.annotate(total=Window(Count("pk"))).order_by("created_at", "pk")[:SHOWN])
    lines = [
        Line(
            title=str(row.user),
            institution=str(row.actor),
            why=f"{row.get_role_display()}, {row.user.email}: noch nicht bestätigt.",
            url=reverse("admin:actors_membership_change", args=[row.pk]),
            since=timezone.localdate(row.created_at),
        )
        for row in rows
    ]
    yield Panel(
        key="zugehoerigkeiten",
        title="Zugehörigkeiten zu bestätigen",
        lines=lines,
        total=rows[0].total if rows else 0,
        empty="Niemand wartet auf eine Bestätigung.",
        url=f"{reverse('admin:actors_membership_changelist')}?stand=offen",
    )


@today.register(order=30, is_live=True)
def mails(request: HttpRequest) -> Iterator[Panel]:
    """What could not be delivered; only shown when there is something."""
    if not request.user.has_perm("base.view_outgoingmail"):
        return
    total, rows = counts.mails(request)["given_up"], ()
    if total:
        rows = OutgoingMail.objects.given_up().defer("message", "body")
        rows = rows.order_by("given_up_at", "pk")[:SHOWN]
    lines = [
        Line(
            title=row.subject,
            institution=", ".join(masked(address) for address in row.to),
            why=row.last_error or "Nicht zustellbar.",
            url=reverse("admin:base_outgoingmail_change", args=[row.pk]),
            since=timezone.localdate(row.given_up_at),
        )
        for row in rows
    ]
    yield Panel(
        key="mails",
        title="E-Mails, die nicht ankamen",
        lines=lines,
        total=total,
        empty="Alle E-Mails sind zugestellt oder unterwegs.",
        url=f"{reverse('admin:base_outgoingmail_changelist')}?stand=aufgegeben",
    )


@today.register(order=55)
def night(request: HttpRequest) -> Iterator[Panel | datetime]:
    """How the last night went, in one line; louder when something went wrong or nothing ran."""
    if not request.user.has_perm("bildungsregion.view_night"):
        return
    last, now = Night.objects.first(), timezone.now()
    if last:
        terms = (last.began + after + today.MOMENT for after in (NIGHT_AFTER, LONGEST))
        yield from (term for term in terms if term > now)
    yield Panel(
        key="nachtlauf",
        title="Nachtlauf",
        template="admin/_night.html",
        aside=True,
        content={
            "night": last,
            "since": last and _in_words(timezone.localtime(last.began)),
            "is_missing": last is not None and last.began < now - NIGHT_AFTER,
            "is_broken_off": last is not None
            and last.finished is None
            and last.began < now - LONGEST,
        },
    )


@today.register(order=3, is_live=True)
def operation(request: HttpRequest) -> Iterator[Panel]:
    """What is wrong with the installation, and nothing when nothing is."""
    if not request.user.has_perm(OPERATION_RIGHT):
        return
    found = [health.of_mails(counts.mails(request)), *health.look(health.LOUD)]
    wrong = [(one.title, one.says) for one in found if one.is_well is False]
    lines = [
        Line(title=title, why=says, url=reverse("office_operation"), urgent=True)
        for title, says in wrong
    ]
    if lines:
        yield Panel(
            key="betrieb",
            title="Betrieb: bitte nachsehen",
            lines=lines,
            total=len(lines),
            url=reverse("office_operation"),
        )


def _in_words(moment) -> str:
    days = (timezone.localdate() - moment.date()).days
    return {0: "heute", 1: "gestern"}.get(days, f"{moment:%d.%m.%Y}") + f" {moment:%H:%M} Uhr"


@admin.register(Night)
class NightAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "finished", "outcome")
    fields = ("began", "finished", "report")
    readonly_fields = ("report",)

    @admin.display(description="Ergebnis")
    def outcome(self, night):
        wrong = ", ".join(row["title"] for row in night.troubles)
        return f"Bitte nachsehen: {wrong}" if wrong else "alles in Ordnung"

    @admin.display(description="Ergebnisse")
    def report(self, night):
        lines = (
            ("Nachsehen – " * (not row["ok"]) + row["title"], row["report"])
            for row in night.results
        )
        return format_html_join("", "<p><strong>{}:</strong> {}</p>", lines)


@today.register(order=5)
def kept_filters(request: HttpRequest) -> Iterator[Panel]:
    """One's own filters and those of one's roles; how many rows each has, the page asks for afterwards."""
    if rows := filters.shown_to(request):
        yield Panel(
            key="filter",
            title="Ihre Filter",
            template="admin/office/_filters_panel.html",
            aside=True,
            content=rows,
        )


@today.register(order=60)
def content(request: HttpRequest) -> Iterator[Panel]:
    """What could be better about what stands on the site, how much that is and how much is hidden; one query."""
    edited, sums = counts.edited_by(request), counts.sums(request)
    if not edited:
        return
    yield Panel(
        key="hinweise",
        title="Was noch besser geht",
        template="admin/office/_hints_panel.html",
        aside=True,
        content=hints.counted(request, sums),
    )
    rows = [
        {
            "name": model._meta.verbose_name_plural,
            "url": reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
            **sums.get(model._meta.label_lower, {"shown": 0, "hidden": 0}),
        }
        for model in edited
    ]
    yield Panel(
        key="inhalte",
        title="Auf der Seite",
        template="admin/_content_counts.html",
        aside=True,
        content=rows,
    )
