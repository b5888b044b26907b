"""Put other words into the letters of a programme."""

from django.db import transaction

from bildungsregion.base.errors import DomainError
from funding import permissions, wording
from funding.models import LetterText, Programme


FASTER = (
    "Inzwischen hat jemand anderes diesen Text geändert. Was jetzt gilt, steht unter „Fassungen“; "
    "Ihr Text steht noch im Feld."
)


@transaction.atomic
def write_letter_text(
    *, programme: Programme, kind: str, text: str, by, version: int
) -> LetterText | None:
    """A new version for letters from now on; old letters keep theirs.

    ``version`` is the one that was seen (0: the text of the portal). Gives None where nothing changed.
    Raises DomainError for an unknown placeholder, without the right, or when somebody was faster.
    """
    if not permissions.can_word_letters(by):
        raise DomainError("Für die Texte der Schreiben fehlt Ihnen die Berechtigung.")
    programme = Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)
    newest = LetterText.objects.newest(programme, kind)
    if (newest.version if newest else 0) != version:
        raise DomainError(FASTER)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > wording.LONGEST:
        raise DomainError(f"Ein Text hat höchstens {wording.LONGEST} Zeichen.")
    if found := wording.problems(kind, text):
        raise DomainError(" ".join(found))
    if text == (newest.text if newest else wording.WORDINGS[kind].shipped):
        return None
    return LetterText.objects.create(
        programme=programme, kind=kind, version=version + 1, text=text, written_by=by
    )
