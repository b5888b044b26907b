"""Opening files of a case: who of the office did is written down."""

from funding import permissions
from funding.models import Application, Attachment, FileView, Letter


def note_look(*, application: Application, by, kind: str, name: str) -> FileView:
    """Write down that somebody opened a file; what for is where the case stands, in words."""
    return FileView.objects.create(
        application=application,
        kind=kind,
        name=name[:200],
        purpose=f"Bearbeitung, Stand „{application.get_status_display()}“",
        viewed_by=by,
    )


def note_letter(*, letter: Letter, application: Application, by) -> FileView | None:
    """None for who applied: it is theirs."""
    if permissions.can_apply(by, application):
        return None
    kind = FileView.Kind.LETTER
    return note_look(application=application, by=by, kind=kind, name=letter.file_name)


def note_attachment(*, attachment: Attachment, application: Application, by) -> FileView | None:
    """None for who applied: it is theirs."""
    if permissions.can_apply(by, application):
        return None
    is_receipt = attachment.kind == Attachment.Kind.RECEIPT
    kind = FileView.Kind.RECEIPT if is_receipt else FileView.Kind.ATTACHMENT
    return note_look(application=application, by=by, kind=kind, name=attachment.name)
