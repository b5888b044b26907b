"""The whole case as one ZIP; that somebody took it is written down."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import StreamingHttpResponse

from funding import case_file, permissions

from .doors import CaseDoor


class CaseFile(CaseDoor):
    http_method_names = ["get"]

    def get(self, request, *args, **kwargs):
        show_bank = permissions.can_manage_budget(request.user)
        account = "mit vollständiger IBAN" if show_bank else "IBAN verdeckt"
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(self.case),
            object_id=self.case.pk,
            object_repr=self.case.number,
            action_flag=CHANGE,
            change_message=f"Akte als ZIP heruntergeladen, {account}",
        )
        response = StreamingHttpResponse(
            case_file.stream(self.case, show_bank=show_bank), content_type="application/zip"
        )
        response["Content-Disposition"] = f'attachment; filename="{self.case.number}.zip"'
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response
