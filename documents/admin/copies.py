"""Who asked for an accessible copy, and the answer."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from bildungsregion.base.admin import OwnPages, ReadOnlyAdmin, demand_right
from bildungsregion.base.errors import DomainError
from bildungsregion.base.forms import SiteForm
from documents import actions
from documents.models import CopyRequest


class OpenFilter(admin.SimpleListFilter):
    title = "Stand"
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return [("offen", "offen"), ("beantwortet", "beantwortet")]

    def queryset(self, request, queryset):
        if self.value() in ("offen", "beantwortet"):
            return queryset.filter(answered_at__isnull=self.value() == "offen")
        return queryset


class AnswerForm(SiteForm):
    answer = forms.CharField(
        label="Antwort",
        max_length=5000,
        help_text="Geht als E-Mail an die Person. Eine Datei laden Sie besser als Fassung des Dokuments hoch und "
        "nennen hier die Adresse; so haben alle etwas davon.",
        widget=forms.Textarea({"rows": 8}),
    )


@admin.register(CopyRequest)
class CopyRequestAdmin(OwnPages, ReadOnlyAdmin):
    change_form_template = "admin/documents/copyrequest/change_form.html"
    list_display = ("document", "need", "created_at", "due_on", "answered_at", "answered_by")
    date_hierarchy = "created_at"
    list_filter = (OpenFilter, "need")
    list_select_related = ("document", "answered_by")
    fields = ("document", "need", "name", "email", "message", "created_at", "due_on",
              "answer", "answered_at", "answered_by")  # fmt: skip

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/antworten/", view(self.answer), name="documents_copyrequest_answer"),
            *super().get_urls(),
        ]

    def answer(self, request: HttpRequest, pk: int) -> HttpResponse:
        demand_right(request, "documents.change_copyrequest")
        row = get_object_or_404(CopyRequest.objects.select_related("document"), pk=pk)
        form = AnswerForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                actions.answer_copy_request(
                    row=row, answer=form.cleaned_data["answer"], by=request.user
                )
            except DomainError as error:
                messages.error(request, str(error))
            else:
                messages.success(request, f"Die Antwort geht an {row.email}.")
            return HttpResponseRedirect(reverse("admin:documents_copyrequest_changelist"))
        context = {"title": f"Antworten: {row.document}", "row": row, "form": form}
        return self.own_page(request, "admin/documents/answer.html", context, form=form)
