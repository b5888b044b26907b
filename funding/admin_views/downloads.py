"""Files of a case for the office: attachments, letters, and the draft of a letter."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from funding import preview
from funding.models import Letter
from funding.views.downloads import private_file

from .doors import CaseDoor, OfficePage


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
        proposal = next((row for row in self.case.decisions.all() if not row.is_signed), None)
        if proposal is None:
            raise Http404("there is no proposal")
        signs = (
            request.user.has_perm("funding.sign_decision") and request.user != proposal.prepared_by
        )
        draft = preview.of(self.case, proposal, signer=str(request.user) if signs else "")
        if kwargs["form"] == "png":
            response = HttpResponse(draft.picture(), content_type="image/png")
        else:
            response = HttpResponse(draft.pdf(), content_type="application/pdf")
            name = f"Entwurf_{self.case.number}.pdf"
            response["Content-Disposition"] = f'inline; filename="{name}"'
        return response
