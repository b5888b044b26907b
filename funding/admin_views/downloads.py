"""Files of a case for the office: attachments, letters, and the draft of a letter."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from funding import preview_notices
from funding.models import Letter
from funding.views.downloads import private_file

from .doors import CaseDoor, OfficePage
from .steps import pdf_of


class AttachmentFile(CaseDoor):
    def get(self, request, *args, **kwargs):
        attachment = get_object_or_404(self.case.attachments, pk=kwargs["file"])
        return private_file(attachment.file, attachment.name, attachment.mime)


class LetterFile(OfficePage):
    """A letter as it left the house."""

    right = "funding.view_letter"

    def get(self, request, *args, **kwargs):
        letter = get_object_or_404(Letter.objects.defer("context_json"), pk=kwargs["pk"])
        return private_file(letter.pdf, letter.file_name, "application/pdf")


class DraftLetter(CaseDoor):
    """What signing would issue, as PDF or as a picture; made for this answer and kept nowhere."""

    def get(self, request, *args, **kwargs):
        draft = preview_notices.waiting(self.case, request.user)
        if draft is None:
            raise Http404("there is no proposal")
        if kwargs["form"] == "png":
            return HttpResponse(draft.picture(), content_type="image/png")
        return pdf_of(draft, self.case)
