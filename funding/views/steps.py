"""Where somebody stands in the form, and where „Weiter“ and „Zurück“ lead."""

from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from bildungsregion.base import edition
from funding import case_reads, completeness, drafts
from funding.models import Application


Section = Application.Section
_SECTIONS = frozenset(Section.values)
_KEY = "KEY-OF-A-CASE"


@dataclass(frozen=True)
class FormStep:
    """One entry of the progress: done, current or open."""

    section: str
    label: str
    url: str
    state: str


class FormSteps:
    """The steps open to the institution now, the last one being the review or the answer."""

    def __init__(self, case: Application, here: str, request: HttpRequest):
        self._case, self._request = case, request
        self.sections = [*map(str, case.editable_sections), _last(case)]
        self._here = here if here in self.sections else self.sections[-1]
        self.current = self.sections.index(self._here) + 1

    @property
    def previous_url(self) -> str:
        return self._address(self.sections[max(self.current - 2, 0)])

    @property
    def next_url(self) -> str:
        return self._address(self.sections[min(self.current, len(self.sections) - 1)])

    @property
    def is_first(self) -> bool:
        return self.current == 1

    def drawn(self) -> SafeString:
        """The progress: drawn once an edition for the same states of the same steps, whatever the case."""
        states = tuple((section, self._state(section)) for section in self.sections)
        key = ("steps of a case", states)
        text = edition.kept(self._request, key, lambda: _drawn(states, self.current))
        return mark_safe(text.replace(_KEY, escape(self._case.key)))  # noqa: S308 - escaped

    def _address(self, section: str) -> str:
        return _pattern(section).replace(_KEY, self._case.key)

    def _state(self, section: str) -> str:
        if section == self._here:
            return "current"
        case = self._case
        if section not in _SECTIONS:
            return "open"
        if section == Section.ATTACHMENTS:
            return "done" if case_reads.has_files(case) else "open"
        if case.is_draft and section not in case.draft_data:
            return "open"
        return "open" if drafts.faults(case, section, edition.of(self._request)) else "done"


def _drawn(states: tuple[tuple[str, str], ...], current: int) -> str:
    steps = [FormStep(name, _label(name), _pattern(name), state) for name, state in states]
    return render_to_string("components/steps.html", {"steps": steps, "current": current})


def _last(case: Application) -> str:
    return completeness.REVIEW if case.is_draft else "antwort"


def _label(section: str) -> str:
    if section in _SECTIONS:
        return str(Section(section).label)
    return _("Prüfen und einreichen") if section == completeness.REVIEW else _("Antwort senden")


@cache
def _pattern(section: str) -> str:
    """The address of a step in a case that is called so: put together once, as a page names them all."""
    if section in _SECTIONS:
        return reverse("funding:application_step", args=[_KEY, section])
    view = "review" if section == completeness.REVIEW else "answer"
    return reverse(f"funding:application_{view}", args=[_KEY])
