"""Where somebody stands in the form, and where „Weiter“ and „Zurück“ lead."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from funding import completeness, drafts
from funding.models import Application


@dataclass(frozen=True)
class FormStep:
    """One entry of the progress: done, current or open."""

    section: str
    label: str
    url: str
    state: str


@dataclass(frozen=True)
class FormSteps:
    items: list[FormStep]
    current: int

    @property
    def previous_url(self) -> str:
        return self.items[max(self.current - 2, 0)].url

    @property
    def next_url(self) -> str:
        return self.items[min(self.current, len(self.items) - 1)].url

    @property
    def is_first(self) -> bool:
        return self.current == 1


def steps_of(case: Application, here: str) -> FormSteps:
    """The steps open to the institution now, the last one being the review or the answer."""
    last = (completeness.REVIEW, _("Prüfen und einreichen"), "funding:application_review")
    if not case.is_draft:
        last = ("antwort", _("Antwort senden"), "funding:application_answer")
    items = [
        FormStep(
            section,
            str(Application.Section(section).label),
            reverse("funding:application_step", args=[case.key, section]),
            "current" if section == here else _state(case, section),
        )
        for section in case.editable_sections
    ]
    state = "current" if here == last[0] else "open"
    items.append(FormStep(last[0], last[1], reverse(last[2], args=[case.key]), state))
    current = next((n for n, step in enumerate(items, start=1) if step.section == here), len(items))
    return FormSteps(items, current)


def _state(case: Application, section: str) -> str:
    if section == Application.Section.ATTACHMENTS:
        return "done" if case.attachments.exists() else "open"
    if case.is_draft and section not in case.draft_data:
        return "open"
    return "open" if drafts.faults(case, section) else "done"
