"""What every signature shows: the letter as it will be, to be read, and then one button."""

from accounts.confirming import Confirmed
from funding import workflow
from funding.models import Decision, Letter

from .forms import SignForm
from .steps import StepPage


class Signature(Confirmed, StepPage):
    """Shows the letter that the signature issues; after a conflict the confirmation is asked again."""

    form_class = SignForm

    @property
    def proposal(self) -> Decision | None:
        return next((row for row in self.case.decisions.all() if not row.is_signed), None)

    def lost(self, form, error):
        typed = form.data.copy()
        typed.pop("read", None)
        return super().lost(self.make_form(typed), error)

    @property
    def letter_to_read(self) -> str:
        """The kind of letter (Letter.Kind) that waits for this signature; empty where none does."""
        sources, _target, _who = workflow.TRANSITIONS[self.get_verb()]
        return self.letter if self.case.status in sources else ""

    def get_context_data(self, **kwargs):
        kind = self.letter_to_read
        label = Letter.Kind(kind).label if kind else ""
        return super().get_context_data(proposal=self.proposal, shown_letter=label, **kwargs)
