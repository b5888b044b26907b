"""The whole case as one ZIP; that somebody took it is written down, and who got bank data with it."""

import logging

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import StreamingHttpResponse

from funding import actions, case_file, permissions
from funding.models import FileView

from .doors import CaseDoor


logger = logging.getLogger("bildungsregion.funding")
PURPOSE = "Akte als ZIP heruntergeladen"


class CaseFile(CaseDoor):
    http_method_names = ["get"]

    @transaction.atomic
    def get(self, request, *args, **kwargs):
        show_bank = permissions.can_see_bank_details(request.user, self.case)
        if show_bank:
            actions.reveal_iban(application=self.case, by=request.user, purpose=PURPOSE)
        kind = FileView.Kind.WHOLE
        actions.note_look(application=self.case, by=request.user, kind=kind, name=self.case.number)
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(self.case),
            object_id=self.case.pk,
            object_repr=self.case.number,
            action_flag=CHANGE,
            change_message=PURPOSE,
        )
        self.make_receipt()
        response = StreamingHttpResponse(
            case_file.stream(self.case, show_bank=show_bank), content_type="application/zip"
        )
        response["Content-Disposition"] = f'attachment; filename="{self.case.number}.zip"'
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response

    def make_receipt(self) -> None:
        """So that the file has it; where it cannot be made, the file says that it is missing."""
        for letter in self.case.letters.all():
            try:
                with transaction.atomic():
                    actions.acknowledge(letter=letter)
            except Exception:  # a full disk, the typesetter: all else of the case is there
                logger.exception("a receipt could not be made for a case file")
