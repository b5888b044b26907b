"""Moderation: proposed events, oldest first; each is decided on one page, and the mail is seen before it goes."""

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_datetime

from bildungsregion.base.admin import ReadOnlyAdmin
from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm
from events import actions, emails, permissions
from events.alike import alike
from events.models import Event, Submission
from events.views import EventDetail


State = Submission.State
YES, NO = "ja", "nein"
DATES_SHOWN = 12


class StateFilter(admin.SimpleListFilter):
    """What waits, unless asked for something else."""

    title = "Stand"
    parameter_name = "stand"
    ALL = "alle"

    def lookups(self, request, model_admin):
        others = [choice for choice in State.choices if choice[0] != State.OPEN]
        return [*others, (self.ALL, "alle")]

    def choices(self, changelist):
        first, *others = super().choices(changelist)
        return [first | {"display": "wartet auf das Büro"}, *others]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset.open()
        return queryset if self.value() == self.ALL else queryset.filter(state=self.value())


class AcceptForm(SiteForm):
    answer = forms.CharField(
        label="Satz dazu", required=False, max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text="Steht in der E-Mail, wenn Sie etwas dazu sagen möchten.",
    )  # fmt: skip


class RefuseForm(SiteForm):
    reason = forms.ChoiceField(
        label="Grund", choices=Submission.Reason.choices, widget=forms.RadioSelect
    )
    answer = forms.CharField(
        label="Satz dazu", required=False, max_length=1000, widget=forms.Textarea({"rows": 3}),
        help_text="Was fehlt, oder wo die Veranstaltung besser passt.",
    )  # fmt: skip


class EventPreview(EventDetail):
    """The page as the public will see it; for those who decide."""

    queryset = Event.objects.select_related("organiser", "place_actor", "series")
    template_name = "admin/events/submission/preview.html"

    def is_told_to_all(self) -> bool:
        return False


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ("event", "organiser", "email", "created_at", "state")
    list_filter = (StateFilter,)
    list_select_related = ("event__organiser", "submitted_by")
    search_fields = ("event__title", "event__organiser_name", "email")
    date_hierarchy = "created_at"
    ordering = ("created_at", "pk")

    @admin.display(description="Veranstalter")
    def organiser(self, submission):
        return submission.event.organiser_label

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview)
        at = "<int:pk>/vorschau/"
        return [path(at, preview, name="events_submission_preview"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        title = {"title": "Eingereichte Veranstaltungen"}
        return super().changelist_view(request, title | (extra_context or {}))

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(Submission.objects.select_related("event"), pk=pk)
        if not self.has_view_permission(request, row):
            raise Http404("not of those who moderate")
        return EventPreview.as_view(extra_context={"submission": row})(request, slug=row.event.slug)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """The page on which one submission is decided."""
        row = self.get_object(request, object_id)
        if row is None or not self.has_view_permission(request, row):
            raise Http404("no such submission")
        return Decision(self, request, row).answer()


class Decision:
    """The page of one submission: a button shows the mail, the next one does it."""

    def __init__(self, model_admin, request: HttpRequest, submission: Submission):
        self.admin, self.request, self.row = model_admin, request, submission
        self.verb = request.POST.get("tat", "") if request.method == "POST" else ""
        self.yes = AcceptForm(request.POST if self.verb == YES else None, prefix=YES)
        self.no = RefuseForm(request.POST if self.verb == NO else None, prefix=NO)

    def answer(self) -> HttpResponse:
        if self.request.method != "POST":
            return self.page()
        if not permissions.can_moderate(self.request.user) or self.verb not in (YES, NO):
            raise Http404("not of those who moderate")
        form = self.yes if self.verb == YES else self.no
        if "aendern" in self.request.POST:
            return self.page()
        if not form.is_valid():
            return self.page(status=422)
        if "sicher" not in self.request.POST:
            return self.page(mail=self.mail(form.cleaned_data))
        try:
            self.act(form.cleaned_data)
        except DomainError as error:
            return self.page(status=409, refusal=error.message)
        return redirect("admin:events_submission_changelist")

    def mail(self, typed: dict) -> emails.Mail:
        """What would be sent."""
        self.row.answer = typed["answer"].strip()
        if self.verb == YES:
            return emails.accepted(self.row)
        self.row.reason = typed["reason"]
        return emails.refused(self.row)

    def act(self, typed: dict) -> None:
        seen = {"submission": self.row, "by": self.request.user, "version": self.version}
        if self.verb == YES:
            actions.accept(answer=typed["answer"], **seen)
            told = "Veröffentlicht. Die E-Mail ist unterwegs."
        else:
            actions.refuse(reason=typed["reason"], answer=typed["answer"], **seen)
            told = "Abgelehnt. Die E-Mail mit dem Grund ist unterwegs."
        messages.success(self.request, told)

    @property
    def version(self):
        """The version that the page was made from. Raises DomainError where it has none."""
        try:
            version = parse_datetime(self.request.POST.get("version", "")[:40] or "-")
        except ValueError:
            version = None
        if version is None:
            raise DomainError("Das Formular ist unvollständig. Bitte laden Sie die Seite neu.")
        return version

    def page(self, status=200, refusal="", mail=None) -> HttpResponse:
        row, event = self.row, self.row.event
        dates = list(event.occurrences.all()[: DATES_SHOWN + 1])
        for date in dates:
            date.event = event
        is_open = row.state == State.OPEN and permissions.can_moderate(self.request.user)
        context = self.admin.admin_site.each_context(self.request) | {
            "title": event.title,
            "opts": self.admin.opts,
            "submission": row,
            "event": event,
            "dates": dates[:DATES_SHOWN],
            "has_more": len(dates) > DATES_SHOWN,
            "rules": event.date_rules.all(),
            "topics": event.topics.all(),
            "target_groups": event.target_groups.all(),
            "alike": alike(event) if is_open else [],
            "version": max(row.updated_at, event.updated_at),
            "is_open": is_open,
            "yes": self.yes,
            "no": self.no,
            "mail": mail,
            "verb": self.verb,
            "errors": self.yes.errors or self.no.errors,
            "refusal": refusal,
            "edit_url": reverse("admin:events_event_change", args=[event.pk]),
        }
        template = "admin/events/submission/decide.html"
        return TemplateResponse(self.request, template, context, status=status)
