"""The office's admin site and the kinds of admin pages it is made of."""

from functools import wraps

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.templatetags import admin_list
from django.core.exceptions import PermissionDenied
from django.db.models.base import ModelBase
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from . import autocomplete, office_days, office_lists, second_factor, today
from .bulk import Look, bulk_action
from .journal import export_pages, pages as journal_pages
from .markdown_forms import MarkdownFields


# How sure a fact is: the words of the files of a region (regions/*/*.csv).
CONFIDENCE = [
    ("", "nicht gesagt"),
    ("source", "steht in der Quelle"),
    ("known", "allgemein bekannt"),
]
KEPT_OUT = ("allauth.", "django.contrib.auth.")
# Roles are few; somebody with rights of their own makes one more mix.
MOST_APP_LISTS = 100
MOST_MENUS = 1000


def boolean_icon(value: bool | None) -> SafeString:
    """Django's mark for yes and no, with the German word for who hears the page (there it is "True")."""
    name, word = {True: ("yes", "ja"), False: ("no", "nein"), None: ("unknown", "nicht gesagt")}[
        value
    ]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{name}.svg"), word)


# Lists, forms and rows that are only read all ask for it there.
admin_list._boolean_icon = boolean_icon
# So that all lists stay quick where rows are many (docs/adr/0368), whatever else their admins do.
admin_list.date_hierarchy = office_days.date_hierarchy
admin.ModelAdmin.get_changelist = office_lists.get_changelist
admin.ModelAdmin.action_checkbox = office_lists.action_checkbox


class OfficeSite(admin.AdminSite):
    """Django's admin at /verwaltung/: staff only, with a second factor where the installation demands it."""

    site_header = "Verwaltung"
    site_title = "Verwaltung"
    index_title = "Heute"
    enable_nav_sidebar = True

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._app_lists = {}
        self._menus = {}

    def register(self, model_or_iterable, admin_class=None, **options):
        """Tables of the sign-in library stay out: they hold secrets, and accounts/ has pages for what people do.

        So do groups: they are roles, and what a role may do stands in accounts/roles.py alone.
        """
        models = (
            [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        )
        own = [model for model in models if not model.__module__.startswith(KEPT_OUT)]
        super().register(own, admin_class, **options)

    def has_permission(self, request):
        if not super().has_permission(request):
            return False
        return not second_factor.is_missing(request)

    def get_urls(self):
        """The history of each object at the address that Django's has; before the models' own pages."""
        of_one = "<slug:app>/<slug:model>/<path:object_id>/history/"
        own = [
            path("protokolle/", self.admin_view(self._journal), name="journal"),
            path(of_one, self.admin_view(self._history)),
            path(f"{of_one}<int:change>/", self.admin_view(self._restore)),
        ]
        return own + super().get_urls()

    def _journal(self, request):
        return export_pages.journal(self, request)

    def _history(self, request, app, model, object_id):
        return journal_pages.history(self, request, app, model, object_id)

    def _restore(self, request, app, model, object_id, change):
        return journal_pages.restore(self, request, app, model, object_id, change)

    def autocomplete_view(self, request):
        return autocomplete.Suggestions.as_view(admin_site=self)(request)

    def index(self, request, extra_context=None):
        """What waits for this person today; base/today.py says where it comes from."""
        panels = today.panels(request)
        queues = [panel for panel in panels if not panel.aside]
        context = {
            "waiting": [panel for panel in queues if panel.lines],
            "done": [panel for panel in queues if not panel.lines],
            "aside_panels": [panel for panel in panels if panel.aside],
            "all_lists": self._menu(request, self.get_app_list(request), "admin/_all_lists.html"),
        }
        return super().index(request, context | (extra_context or {}))

    def app_index(self, request, app_label, extra_context=None):
        """The lists of one subject, under its own name."""
        config = apps.app_configs.get(app_label)
        title = {"title": config.verbose_name} if config else {}
        return super().app_index(request, app_label, title | (extra_context or {}))

    def get_app_list(self, request, app_label=None):
        """Django asks every model for its permissions and addresses on each page; what it finds depends on
        the person's permissions and the region's modules alone, so it is kept for each mix of them.
        """
        user = request.user
        rights = None if user.is_superuser else frozenset(user.get_all_permissions())
        key = (rights, tuple(request.region.modules), app_label)
        if key not in self._app_lists:
            if len(self._app_lists) >= MOST_APP_LISTS:
                self._app_lists.clear()
            self._app_lists[key] = super().get_app_list(request, app_label)
        return self._app_lists[key]

    def each_context(self, request):
        context = super().each_context(request)
        menu = self._menu(request, context["available_apps"], "admin/nav_sidebar.html")
        return context | {"office_menu": menu}

    def _menu(self, request: HttpRequest, apps: list, template: str) -> SafeString:
        """The list of apps as a part of a page; drawn once for each mix of rights and each list it marks."""
        places = [model["admin_url"] for app in apps for model in app["models"]] + [
            app["app_url"] for app in apps
        ]
        marked = tuple(place for place in places if place and place in request.path)
        key = (id(apps), template, marked)
        if key not in self._menus:
            if len(self._menus) >= MOST_MENUS:
                self._menus.clear()
            # The list is kept beside its menu, so that no other one can get its id.
            drawn = render_to_string(template, {"available_apps": apps}, request)
            self._menus[key] = (drawn, apps)
        return self._menus[key][0]

    def login(self, request, extra_context=None):
        """No login form of its own: to the portal's, or to the set-up of the missing second factor."""
        if request.user.is_authenticated and not self.has_permission(request):
            if not request.user.is_staff:
                raise PermissionDenied("not of the office")
            query = urlencode({"next": request.GET.get("next") or reverse("admin:index")})
            return HttpResponseRedirect(f"{reverse('account_second_factor')}?{query}")
        target = request.GET.get("next") or reverse("admin:index")
        return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': target})}")


office = admin.site


def demand_right(request: HttpRequest, right: str) -> None:
    """Raises PermissionDenied (403) for who has not been given it, as "actors.change_actor"."""
    if not request.user.has_perm(right):
        raise PermissionDenied(right)


class OwnPages:
    """Part of an admin that has pages of its own below its list."""

    def own_page(
        self, request: HttpRequest, template: str, context: dict, *, form=None, status: int = 200
    ) -> HttpResponse:
        """The template with what every page of the admin needs; 422 where the form has errors."""
        whole = (
            self.admin_site.each_context(request)
            | {"opts": self.opts, "errors": form and form.errors}
            | context
        )
        if form is not None and form.errors:
            status = 422
        return TemplateResponse(request, template, whole, status=status)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only the program writes: journals, letters, mails."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class PublishableAdmin(MarkdownFields, admin.ModelAdmin):
    """Content of the public part: seen on the site only while published; ``markdown_fields`` get the editor."""

    list_filter = ("is_published",)
    actions = ("publish", "hide")
    save_on_top = True

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """How sure a fact is was loaded as a word of the files of the region; here it is said in German."""
        if db_field.name == "confidence":
            return forms.ChoiceField(
                label=db_field.verbose_name, choices=CONFIDENCE, required=False
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def delete_queryset(self, request, queryset):
        """One by one: rows take their files along."""
        for row in queryset:
            row.delete()

    @bulk_action(
        "Veröffentlichen",
        looks="look_at_publishing",
        follows=["Sie sind sofort für alle zu sehen und über die Suche zu finden."],
    )
    def publish(self, request, rows):
        return f"{rows.update(is_published=True)} Einträge veröffentlicht."

    def look_at_publishing(self, request, queryset):
        kept = self.kept_from_publishing(queryset)
        for row in queryset:
            there = "ist schon veröffentlicht" if row.is_published else ""
            yield Look(row, hindrance=kept.get(row.pk, there))

    def kept_from_publishing(self, queryset) -> dict[int, str]:
        """Why some of these rows cannot be published here, by their keys."""
        return {}

    @bulk_action(
        "Von der Seite nehmen",
        looks="look_at_hiding",
        follows=[
            "Niemand außerhalb der Verwaltung sieht sie mehr; ihre Adressen zeigen „nicht gefunden“.",
            "Gelöscht wird nichts: Sie können sie jederzeit wieder veröffentlichen.",
        ],
    )
    def hide(self, request, rows):
        return f"{rows.update(is_published=False)} Einträge von der Seite genommen."

    def look_at_hiding(self, request, queryset):
        for row in queryset:
            yield Look(row, hindrance="" if row.is_published else "ist nicht veröffentlicht")


class SwitchedAdmin(MarkdownFields, admin.ModelAdmin):
    """Admin of a module that a region may not have: then it is not there."""

    module = ""

    @property
    def urls(self):
        for pattern in (patterns := self.get_urls()):
            pattern.callback = self._closed_when_off(pattern.callback)
        return patterns

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def _closed_when_off(self, view):
        @wraps(view)
        def closed(request, *args, **kwargs):
            if not self._is_on(request):
                raise Http404(f"module {self.module} is off in this region")
            return view(request, *args, **kwargs)

        return closed

    def _is_on(self, request):
        return request.region.has(self.module)

    def has_module_permission(self, request):
        return self._is_on(request) and super().has_module_permission(request)

    def has_view_permission(self, request, obj=None):
        return self._is_on(request) and super().has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return self._is_on(request) and super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        return self._is_on(request) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self._is_on(request) and super().has_delete_permission(request, obj)
