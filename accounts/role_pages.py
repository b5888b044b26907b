"""Who may do what, to be read: the matrix of roles in the office, and „Meine Rechte“ for each person."""

from dataclasses import dataclass

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils import timezone
from django.views.generic import TemplateView

from bildungsregion.base.admin import OwnPages, demand_right
from bildungsregion.base.models import Region
from bildungsregion.base.tables import Sheet, table_file

from .models import User
from .roles import MEMBERS, ROLES, SUBJECTS, MemberTask, Role, Subject, Task, tasks_of


RIGHT = "auth.view_group"
YES, NO = "ja", "–"


@dataclass(frozen=True, slots=True)
class Column:
    """A role in this region, and who holds it."""

    slug: str
    role: Role
    people: list[User]

    @property
    def givers(self) -> str:
        return ", ".join(ROLES[slug].name for slug in self.role.given_by)


def _there(region: Region, module: str) -> bool:
    return not module or region.has(module)


def columns(region: Region) -> list[Column]:
    """The roles that this region has, each with its people; one query."""
    roles = {slug: role for slug, role in ROLES.items() if _there(region, role.module)}
    held: dict[str, list[User]] = {slug: [] for slug in roles}
    pairs = User.objects.filter(groups__name__in=roles).order_by("name", "email")
    for user in pairs.annotate(held=F("groups__name")):
        held[user.held].append(user)
    return [Column(slug, role, held[slug]) for slug, role in roles.items()]


def subjects(region: Region) -> list[Subject]:
    return [subject for subject in SUBJECTS if _there(region, subject.module)]


def member_tasks(region: Region) -> list[MemberTask]:
    return [task for task in MEMBERS if _there(region, task.module)]


class WithRoles(OwnPages):
    """Part of the admin of accounts."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("rollen/", view(self.roles_page), name="accounts_user_roles"),
            path("rollen.<str:fmt>", view(self.roles_file), name="accounts_user_roles_file"),
            *super().get_urls(),
        ]

    def roles_page(self, request: HttpRequest) -> HttpResponse:
        """Roles and what each may do, as a table that fits on paper."""
        demand_right(request, RIGHT)
        found = columns(request.region)
        slugs = [column.slug for column in found]
        table = [
            (subject, [(task, [slug in task.by for slug in slugs]) for task in subject.tasks])
            for subject in subjects(request.region)
        ]
        context = {
            "title": "Rollen und Rechte",
            "columns": found,
            "table": table,
            "superusers": User.objects.filter(is_superuser=True).order_by("name", "email"),
            "members": member_tasks(request.region),
            "may_change": request.user.has_perm("accounts.change_user"),
        }
        return self.own_page(request, "admin/accounts/user/roles.html", context)

    def roles_file(self, request: HttpRequest, fmt: str) -> HttpResponseBase:
        """As CSV the matrix; as XLSX also the roles and their people."""
        demand_right(request, RIGHT)
        found = columns(request.region)
        sheets = [matrix_sheet(found, subjects(request.region)), people_sheet(found)]
        return table_file(sheets, f"rollen-und-rechte-{timezone.localdate():%Y-%m-%d}", fmt)


def matrix_sheet(found: list[Column], rows: list[Subject]) -> Sheet:
    headers = ("Aufgabe", "Bereich", *(column.role.name for column in found))
    lines = (
        (task.does, subject.title, *(YES if column.slug in task.by else NO for column in found))
        for subject in rows
        for task in subject.tasks
    )
    return Sheet("Rollen und Rechte", headers, lines)


def people_sheet(found: list[Column]) -> Sheet:
    headers = ("Rolle", "Zweck", "vergeben durch", "Name oder Funktion", "E-Mail-Adresse", "Konto")
    lines = (
        (
            column.role.name,
            column.role.purpose,
            column.givers,
            user.name,
            user.email,
            "aktiv" if user.is_active else "gesperrt",
        )
        for column in found
        for user in column.people
    )
    return Sheet("Wer welche Rolle hat", headers, lines)


class MyRights(LoginRequiredMixin, TemplateView):
    """What the person signed in may do here, and where it comes from."""

    template_name = "accounts/own/my_rights.html"

    def get_context_data(self, **kwargs):
        user, region = self.request.user, self.request.region
        held = {group.name for group in user.groups.all()} if user.is_staff else set()
        ties = user.memberships.select_related("actor").order_by("actor__name")
        return super().get_context_data(
            roles=[role for slug, role in ROLES.items() if slug in held],
            subjects=self._tasks(region) if user.is_staff else [],
            ties=ties,
            has_confirmed=any(tie.confirmed_at for tie in ties),
            members=member_tasks(region),
            **kwargs,
        )

    def _tasks(self, region: Region) -> list[tuple[Subject, list[Task]]]:
        mine = tasks_of(self.request.user.get_all_permissions())
        return [(subject, tasks) for subject, tasks in mine if _there(region, subject.module)]
