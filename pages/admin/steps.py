"""Steps of a text with a page of their own that says what will happen: look, publish, take back, restore."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from bildungsregion.base.admin import OwnPages
from bildungsregion.base.errors import DomainError
from pages import actions, difference
from pages.models import Page, PreviewLink, Version, Written
from pages.views.pages import kept_out_of_sight, preview_context, template_of

from .forms import PlanForm, PreviewForm, PublishForm, StepForm


VERSIONS_SHOWN = 200


class WithSteps(OwnPages):
    """Part of the admin of pages and of news."""

    def get_urls(self):
        view = self.admin_site.admin_view
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        steps = (
            ("look", "ansehen/", self.look),
            ("preview", "vorschau/", self.preview),
            ("revoke", "vorschau/<int:link>/beenden/", require_POST(self.revoke)),
            ("publish", "veroeffentlichen/", self.publish_step),
            ("plan", "planen/", self.plan_step),
            ("unplan", "planung-aufheben/", self.unplan_step),
            ("withdraw", "zuruecknehmen/", self.withdraw_step),
            ("discard", "entwurf-verwerfen/", self.discard_step),
            ("versions", "fassungen/", self.versions),
            ("version", "fassungen/<int:number>/", self.version),
            ("restore", "fassungen/<int:number>/wiederherstellen/", self.restore_step),
        )
        own = [
            path(f"<int:pk>/{address}", view(step), name=f"{name}_{slug}")
            for slug, address, step in steps
        ]
        return [*own, *super().get_urls()]

    def steps_of(self, row: Written) -> list[tuple[str, str]]:
        """Label and address of every step that makes sense now."""
        steps = [("Vorschau", "look"), ("Vorschau-Links", "preview"), ("Fassungen", "versions")]
        if not row.is_published or row.draft is not None:
            label = "Veröffentlichen" if row.change_at is None else "Sofort veröffentlichen"
            steps.append((label, "publish"))
        if row.change_at is not None:
            steps += [("Planung ändern", "plan"), ("Planung aufheben", "unplan")]
        elif row.is_online and row.draft is not None:
            steps.append(("Für später planen", "plan"))
        if row.is_published:
            steps += [] if row.draft is not None else [("Zeitraum", "publish")]
            steps.append(("Zurücknehmen", "withdraw"))
        if row.draft is not None:
            steps.append(("Entwurf verwerfen", "discard"))
        return [(label, self.url_of(step, row.pk)) for label, step in steps]

    def row_for(self, request, pk: int) -> Written:
        """Raises PermissionDenied before it looks: who may change none learns of no number."""
        if not self.has_change_permission(request):
            raise PermissionDenied("may not change these texts")
        return get_object_or_404(self.model.objects.select_related("original"), pk=pk)

    def step_page(self, request, step: str, row: Written, title: str, *, form=None, **context):
        shown = {
            "title": title,
            "row": row,
            "step": step,
            "form": form,
            "list_url": self.url_of("changelist"),
            "row_url": self.url_of("change", row.pk),
        }
        return self.own_page(
            request, f"admin/pages/written/{step}.html", shown | context, form=form
        )

    def look(self, request, pk):
        """The text as the public will read it, for whoever works on it."""
        row = self.row_for(request, pk)
        context = preview_context(request, row) | {"edit_url": self.url_of("change", row.pk)}
        return kept_out_of_sight(TemplateResponse(request, template_of(row), context))

    def preview(self, request, pk):
        row = self.row_for(request, pk)
        form = PreviewForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            actions.make_preview(row=row, by=request.user, days=form.cleaned_data["days"])
            self.message_user(request, "Der Link ist angelegt.", messages.SUCCESS)
            return HttpResponseRedirect(self.url_of("preview", row.pk))
        links = row.preview_links.filter(expires_at__gt=timezone.now()).select_related("created_by")
        for link in links:
            link.address = request.build_absolute_uri(link.get_absolute_url())
            link.revoke_url = self.url_of("revoke", row.pk, link.pk)
        return self.step_page(
            request, "preview", row, "Vorschau-Links", form=form, links=links,
            look_url=self.url_of("look", row.pk),
        )  # fmt: skip

    def revoke(self, request, pk, link):
        row = self.row_for(request, pk)
        PreviewLink.objects.filter(pk__in=row.preview_links.filter(pk=link).values("pk")).delete()
        self.message_user(request, "Der Link führt nirgends mehr hin.", messages.SUCCESS)
        return HttpResponseRedirect(self.url_of("preview", row.pk))

    def publish_step(self, request, pk):
        row = self.row_for(request, pk)
        start = {
            "seen_edit": row.edit_number,
            "at": row.publish_at if row.is_published else None,
            "until": row.unpublish_at,
        }
        form = PublishForm(request.POST or None, initial=start)
        if row.is_online and isinstance(row, Page):
            # It began already; of a message it is the day that stands above it.
            del form.fields["at"]

        def take(cleaned):
            actions.publish(
                row=row, by=request.user, seen=cleaned["seen_edit"], at=cleaned.get("at"), until=cleaned["until"]
            )  # fmt: skip
            row.refresh_from_db()
            return f"„{row}“: {row.status_words}."

        return self._taken(request, row, form, take) or self.step_page(
            request, "publish", row, "Veröffentlichen", form=form,
            changes=self._changes(row) if row.is_published else [],
            plan_url=self.url_of("plan", row.pk),
            subscribers=self.model._meta.model_name == "news",
        )  # fmt: skip

    def plan_step(self, request, pk):
        """Say from when on the draft shall be what the public reads."""
        row = self.row_for(request, pk)
        start = {"seen_edit": row.edit_number, "at": row.change_at}
        form = PlanForm(request.POST or None, initial=start)

        def take(cleaned):
            actions.plan(row=row, by=request.user, seen=cleaned["seen_edit"], at=cleaned["at"])
            row.refresh_from_db()
            return f"„{row}“: {row.status_words}."

        return self._taken(request, row, form, take) or self.step_page(
            request, "plan", row, "Änderung planen", form=form, changes=self._changes(row),
            publish_url=self.url_of("publish", row.pk),
        )  # fmt: skip

    def unplan_step(self, request, pk):
        row = self.row_for(request, pk)
        if row.change_at is None:
            return HttpResponseRedirect(self.url_of("change", row.pk))
        return self._simple(
            request, row, "unplan", "Planung aufheben", actions.unplan,
            "Die Änderung ist nicht mehr geplant; sie bleibt ein Entwurf.", changes=self._changes(row),
        )  # fmt: skip

    def withdraw_step(self, request, pk):
        row = self.row_for(request, pk)
        return self._simple(
            request, row, "withdraw", "Zurücknehmen", actions.withdraw, "Der Text ist nicht mehr zu sehen."
        )  # fmt: skip

    def discard_step(self, request, pk):
        row = self.row_for(request, pk)
        if request.method != "POST" and row.draft is None:
            messages.info(request, "Hier gibt es keinen Entwurf.")
            return HttpResponseRedirect(self.url_of("change", row.pk))
        return self._simple(
            request, row, "discard", "Entwurf verwerfen", actions.discard, "Der Entwurf ist verworfen.",
            changes=self._changes(row),
        )  # fmt: skip

    def versions(self, request, pk):
        row = self.row_for(request, pk)
        rows = list(row.versions.select_related("saved_by").defer("content")[: VERSIONS_SHOWN + 1])
        for version in rows:
            version.url = self.url_of("version", row.pk, version.number)
        return self.step_page(
            request, "versions", row, "Fassungen", versions=rows[:VERSIONS_SHOWN],
            has_more=len(rows) > VERSIONS_SHOWN,
        )  # fmt: skip

    def version(self, request, pk, number):
        """What a version changed, or with ``?mit=`` how it differs from another one or from now."""
        row = self.row_for(request, pk)
        version = self._version(row, number)
        other, content = self._other(request, row, version)
        return self.step_page(
            request, "version", row, f"Fassung {number}",
            version=version, other=other,
            changes=difference.between(self.model, content, version.content),
            restore_url=self.url_of("restore", row.pk, number),
            versions_url=self.url_of("versions", row.pk),
        )  # fmt: skip

    def _other(self, request, row, version) -> tuple[str, dict]:
        if request.GET.get("mit") == "jetzt":
            return "dem Text von jetzt", row.working_content
        before = row.versions.filter(number__lt=version.number).first()
        if before is None:
            return "nichts (erste Fassung)", {}
        return f"Fassung {before.number}", before.content

    def restore_step(self, request, pk, number):
        row = self.row_for(request, pk)
        version = self._version(row, number)
        at_once = "sofort" in request.POST

        def restore(*, row, by, seen):
            actions.restore(version=version, by=by, seen=seen, at_once=at_once)

        return self._simple(
            request, row, "restore", f"Fassung {number} wiederherstellen", restore,
            f"Fassung {number} ist wiederhergestellt.", version=version,
            changes=difference.between(self.model, row.working_content, version.content),
        )  # fmt: skip

    def _simple(self, request, row, step, title, act, told, **context):
        form = StepForm(request.POST or None, initial={"seen_edit": row.edit_number})

        def take(cleaned):
            act(row=row, by=request.user, seen=cleaned["seen_edit"])
            return told

        done = self._taken(request, row, form, take)
        return done or self.step_page(request, step, row, title, form=form, **context)

    def _taken(self, request, row, form, take):
        """The way back to the text when the step was taken; None while it is looked at or was refused."""
        if request.method != "POST" or not form.is_valid():
            return None
        try:
            told = take(form.cleaned_data)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return None
        self.message_user(request, told, messages.SUCCESS)
        return HttpResponseRedirect(self.url_of("change", row.pk))

    def _changes(self, row):
        return difference.between(self.model, row.content, row.working_content)

    def _version(self, row, number) -> Version:
        version = row.versions.select_related("saved_by").filter(number=number).first()
        if version is None:
            raise Http404("no such version")
        return version
