"""What people of an institution keep of its events, in the shapes of the directory (actors/facts).

Dates are not among them: they have pages of their own, and a date that is called off cannot wait.
"""

from django.utils.translation import gettext_lazy as _

from actors import facts
from actors.facts import Section
from actors.facts.shapes import Choice, Fact, Labels, Number, YesNo
from actors.forms.entries import FORMS
from actors.models import ChangeProposal

from .forms.own import EventFactsForm
from .models import Event


class Told(Fact):
    """A text that subscribed calendars show: a change of it counts the SEQUENCE up (RFC 5545 3.8.7.4)."""

    def write(self, entry, value):
        super().write(entry, value)
        entry.sequence += 1


class ToldChoice(Choice, Told):
    pass


EVENT_SECTION = Section(
    "veranstaltung",
    _("Angaben zur Veranstaltung"),
    _("Termine ändern Sie auf einer eigenen Seite."),
    (
        Told("title"), ToldChoice("status", empty=Event.Status.PLANNED), Fact("summary"),
        Fact("description"), ToldChoice("attendance", empty=Event.Attendance.ON_SITE),
        Told("place_name"), Told("street"), Told("postcode"), Told("city"), Told("online_url"),
        Choice("access", empty=Event.Access.OPEN), Fact("access_url"), YesNo("is_free", empty=None),
        Fact("price"), Number("age_from"), Number("age_to"), Labels("target_groups"),
        Labels("topics"), Labels("languages"),
        Choice("wheelchair", empty=Event.Wheelchair.UNKNOWN, unsaid=(Event.Wheelchair.UNKNOWN,)),
        Fact("accessibility_note"),
    ),
)  # fmt: skip


def register() -> None:
    """Hand events in to what the directory knows of proposals; called when the app is ready."""
    subject = ChangeProposal.Subject.EVENT
    facts.MODELS[subject] = Event
    facts.FACTS[subject] = {fact.name: fact for fact in EVENT_SECTION.facts}
    FORMS[subject] = EventFactsForm
