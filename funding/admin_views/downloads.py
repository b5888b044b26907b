"""Files of a case for the office: attachments, letters, and the draft of a letter."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from funding import actions, permissions, preview_notices
from funding.models import Letter
from funding.views.downloads import opened_attachment, opened_letter

from .doors import CaseDoor, OfficePage
from .steps import pdf_of


class AttachmentFile(CaseDoor):
    def get(self, request, *args, **kwargs):
        attachment = get_object_or_404(self.case.attachments, pk=kwargs["file"])
        return opened_attachment(request, self.case, attachment)


class LetterFile(OfficePage):
    """A letter as it left the house; one that bears a whole account number only for those who may see it."""

    right = "funding.view_letter"

    def get(self, request, *args, **kwargs):
        letters = Letter.objects.defer("context_json").select_related("application")
        letter = get_object_or_404(letters, pk=kwargs["pk"])
        if letter.kind in Letter.INTERNAL:
            self.note_look(letter)
        return opened_letter(request, letter.application, letter)

    def note_look(self, letter: Letter) -> None:
        case, user = letter.application, self.request.user
        if not permissions.can_see_bank_details(user, case):
            raise PermissionDenied("may not see bank details")
        actions.reveal_iban(application=case, by=user, purpose=f"{letter.number} als PDF")


class DraftLetter(CaseDoor):
    """What signing would issue, as PDF or as a picture; made for this answer and kept nowhere."""

    def get(self, request, *args, **kwargs):
        draft = preview_notices.waiting(self.case, request.user)
        if draft is None:
            raise Http404("there is no proposal")
        if kwargs["form"] == "png":
            return HttpResponse(draft.picture(), content_type="image/png")
        return pdf_of(draft, self.case)
