"""The whole case as one ZIP; that somebody took it is written down, and who got bank data with it."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import StreamingHttpResponse

from funding import actions, case_file, permissions
from funding.models import FileView

from .doors import CaseDoor


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
        for letter in self.case.letters.all():
            actions.acknowledge(letter=letter)
        response = StreamingHttpResponse(
            case_file.stream(self.case, show_bank=show_bank), content_type="application/zip"
        )
        response["Content-Disposition"] = f'attachment; filename="{self.case.number}.zip"'
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
