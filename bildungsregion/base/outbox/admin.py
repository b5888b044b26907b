"""The office reads here what was sent, what waits and what could not be delivered."""

from email import message_from_bytes, policy

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat, timesince_filter
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from bildungsregion.base.admin import ReadOnlyAdmin
from bildungsregion.base.texts import registry

from .delivery import retry
from .models import OutgoingMail


# Mails that no text of the office is behind.
OTHERS = {
    "fault": "Fehler im Betrieb",
    "nightly": "Nächtlicher Lauf",
    "page_review": "Seiten zu prüfen",
    "subscription_already": "Abonnement: besteht schon",
    "subscription_confirm": "Abonnement: zu bestätigen",
    "subscription_digest": "Abonnement: was ansteht",
    "subscription_ended": "Abonnement: beendet",
    "text_sample": "Probe eines Textes",
    "virus": "Schadsoftware gefunden",
}


class StateFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [
            ("wartet", "Wartet"),
            ("versendet", "Versendet"),
            ("aufgegeben", "Nicht zustellbar"),
        ]

    def queryset(self, request, queryset):
        match self.value():
            case "wartet":
                return queryset.waiting()
            case "versendet":
                return queryset.exclude(sent_at=None)
            case "aufgegeben":
                return queryset.given_up()
        return queryset


def occasion(purpose: str) -> str:
    """What the office calls the mail: its name among the texts, "Konto und Anmeldung" for those of the sign-in."""
    if purpose.startswith(("account", "mfa")):
        return "Konto und Anmeldung"
    for text in registry.every_text():
        app, _slash, name = text.key.partition("/")
        if purpose in (name, f"{app}_{name}", f"{app.rstrip('s')}_{name}"):
            return text.label
    return OTHERS.get(purpose, purpose.replace("_", " ").capitalize() or "ohne Angabe")


class PurposeFilter(admin.AllValuesFieldListFilter):
    """The occasions that there are, by the words of the office."""

    def choices(self, changelist):
        for choice in super().choices(changelist):
            is_one = choice["display"] in self.lookup_choices
            yield choice | ({"display": occasion(choice["display"])} if is_one else {})


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    list_display = ("subject", "recipients", "state_label", "age", "attempts", "last_error")
    list_filter = (StateFilter, ("purpose", PurposeFilter))
    search_fields = ("subject", "to")
    date_hierarchy = "created_at"
    list_per_page = 50
    show_full_result_count = False
    fields = (
        "outlook",
        "subject",
        "recipients",
        "text",
        "attachments",
        "created_at",
        "called",
        "attempts",
        "last_error",
        "message_id",
    )
    readonly_fields = ("outlook", "recipients", "text", "attachments", "called")
    change_form_template = "admin/base/outgoingmail/change_form.html"

    @admin.display(description="Anlass")
    def called(self, mail):
        return occasion(mail.purpose)

    def get_queryset(self, request):
        return super().get_queryset(request).defer("message", "body")

    def get_urls(self):
        view = self.admin_site.admin_view(self.retry_view)
        return [
            path("<int:pk>/erneut/", view, name="base_outgoingmail_retry"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        may_retry = request.user.has_perm("base.change_outgoingmail")
        context["can_retry"] = bool(obj and not obj.sent_at and not obj.is_erased and may_retry)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @method_decorator(require_POST)
    def retry_view(self, request, pk):
        if not request.user.has_perm("base.change_outgoingmail"):
            raise PermissionDenied
        mail = get_object_or_404(OutgoingMail, pk=pk)
        if retry(mail):
            messages.success(request, "Der Versand beginnt in den nächsten Sekunden von vorn.")
        else:
            messages.error(
                request,
                "Diese E-Mail kann nicht erneut versendet werden: Sie ist schon unterwegs oder ihr "
                "vertraulicher Inhalt wurde gelöscht.",
            )
        return HttpResponseRedirect(reverse("admin:base_outgoingmail_change", args=[pk]))

    @admin.display(description="An")
    def recipients(self, mail):
        return ", ".join(mail.to)

    @admin.display(description="Stand")
    def state_label(self, mail):
        return mail.state.label

    @admin.display(description="Alter", ordering="created_at")
    def age(self, mail):
        return timesince_filter(mail.created_at)

    @admin.display(description="Was als Nächstes geschieht")
    def outlook(self, mail):
        return mail.outlook

    @admin.display(description="Text")
    def text(self, mail):
        return mail.readable_body() or "Der vertrauliche Inhalt wurde nach dem Versand gelöscht."

    @admin.display(description="Anlagen")
    def attachments(self, mail):
        parts = message_from_bytes(bytes(mail.message), policy=policy.default).iter_attachments()
        names = [
            f"{part.get_filename()} ({filesizeformat(len(part.get_payload(decode=True) or b''))})"
            for part in parts
        ]
        return ", ".join(names) or "keine"
