"""A decision's letter as it would be, marked as a draft and kept nowhere."""

from dataclasses import dataclass

from . import letters, typesetting
from .models import Application, Decision


@dataclass(frozen=True)
class Draft:
    """The kind of letter (Letter.Kind) and the data it would be made from."""

    kind: str
    context: dict

    @property
    def label(self) -> str:
        return self.kind.label

    def pdf(self) -> bytes:
        return typesetting.render(self.kind, self.context)

    def picture(self) -> bytes:
        """All pages below each other as PNG."""
        return typesetting.picture(self.kind, self.context)


def of(application: Application, decision: Decision, *, signer: str = "") -> Draft:
    """The letter that signing this proposal would issue; ``signer`` as it would stand below it."""
    context = letters.notice(application, decision) | {"signer": signer, "draft": True}
    return Draft(letters.LETTER_OF[decision.kind], context)
