"""The files of an application: kept as soon as they are checked, given out to nobody else."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import View

from bildungsregion.base.errors import DomainError
from bildungsregion.base.uploads import check_upload
from funding import actions
from funding.forms.attachments import KINDS, AttachmentForm
from funding.models import Application, Attachment

from .applying import ApplicationStep
from .doors import CasePage, kept_post
from .downloads import opened_attachment
from .step_page import StepPage
from .steps import FormSteps


Section = Application.Section


class ApplicationAttachments(StepPage):
    refused_with = 422

    def get(self, request, *args, **kwargs):
        if Section.ATTACHMENTS not in self.case.editable_sections:
            return redirect(self.case)
        if kept_post(request):
            messages.info(
                request, _("Sie waren abgemeldet. Bitte wählen Sie die Dateien noch einmal aus.")
            )
        return self.shown(self.get_context_data(form=AttachmentForm()))

    def post(self, request, *args, **kwargs):
        if taken := request.POST.get("remove"):
            return self.remove(taken)
        form = AttachmentForm(request.POST, request.FILES)
        form.is_valid()
        for file in form.cleaned_data.get("files", []):
            self.keep(form, file)
        if form.errors:
            return self.render_to_response(
                self.get_context_data(form=form), status=self.refused_with
            )
        if request.FILES:
            return redirect(request.path)
        steps = FormSteps(self.case, Section.ATTACHMENTS, self.request)
        if "later" in request.POST:
            return redirect("my_area")
        return redirect(steps.previous_url if "back" in request.POST else steps.next_url)

    def keep(self, form: AttachmentForm, file) -> None:
        kind = form.cleaned_data.get("kind") or Attachment.Kind.OTHER
        try:
            checked = check_upload(file, kinds=KINDS)
            actions.attach(application=self.case, checked=checked, kind=kind, by=self.request.user)
        except ValidationError as error:
            form.add_error("files", f"{file.name[:80]}: {' '.join(error.messages)}")
        except DomainError as error:
            form.add_error("files", f"{file.name[:80]}: {error.message}")
        except OSError:
            # The disk is full or away: the rest of the site goes on.
            self.refused_with = 503
            sentence = _(
                "Die Datei ließ sich gerade nicht speichern. Bitte versuchen Sie es später noch einmal."
            )
            form.add_error("files", f"{file.name[:80]}: {sentence}")

    def remove(self, pk: str):
        known = {str(attachment.pk): attachment for attachment in self.case.attachments.all()}
        attachment = known.get(pk)
        if attachment is None:
            raise Http404("no file of this case")
        try:
            actions.detach(attachment=attachment, by=self.request.user)
        except DomainError as error:
            messages.error(self.request, error.message)
        else:
            messages.success(
                self.request, _("„%(name)s“ ist entfernt.") % {"name": attachment.name}
            )
        return redirect(self.request.path)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            section=Section.ATTACHMENTS.value,
            body="funding/_step_anlagen.html",
            title=Section.ATTACHMENTS.label,
            steps=FormSteps(self.case, Section.ATTACHMENTS, self.request),
            attachments=list(self.case.attachments.all()),
            most=Attachment.MAX_PER_APPLICATION,
            info_request=self.case.open_request if not self.case.is_draft else None,
            is_open=True,
            conflict="",
            **kwargs,
        )


class AttachmentDownload(CasePage, View):
    for_applicant = False

    def get(self, request, *args, **kwargs):
        attachment = get_object_or_404(self.case.attachments, pk=kwargs["pk"])
        return opened_attachment(request, self.case, attachment)


def application_step(request, key: str, section: str):
    """One address for all steps of the form; files are no fields."""
    view = ApplicationAttachments if section == Section.ATTACHMENTS else ApplicationStep
    return view.as_view()(request, key=key, section=section)
