"""What people of the lead keep of a published project, in the shapes of the directory (actors/facts).

Partners, funders, pictures, figures and documents stay with the office: others are named there.
"""

from actors import facts
from actors.facts import Section
from actors.facts.shapes import Choice, Day, Fact, Labels
from actors.forms.entries import FORMS
from actors.models import ChangeProposal

from .forms.changing import ProjectFactsForm
from .models import PROFILE_FIELDS, Project, TransferNeed, TransferProfile
from .profile_parts import write_needs, write_profile


class ExactDay(Day):
    """A day that somebody names is known to the day."""

    def write(self, entry, value):
        super().write(entry, value)
        setattr(entry, self.name.replace("_on", "_precision"), "day")


class OfProfile(Fact):
    """A text of the transfer profile, which is a row of its own."""

    is_relation = True

    def label(self, model):
        return str(TransferProfile._meta.get_field(self.name).verbose_name)

    def read(self, entry):
        return getattr(getattr(entry, "transfer", None), self.name, self.empty)

    def write(self, entry, value):
        rows = TransferProfile.objects.filter(project=entry)
        texts = rows.values(*PROFILE_FIELDS).first() or {}
        write_profile(entry, texts | {self.name: value})

    def show(self, value, model):
        return super().show(value, TransferProfile)


class ChoiceOfProfile(OfProfile, Choice):
    pass


class Needs(Fact):
    """The kinds of what it takes; what the office noted beside a kind stays with it."""

    is_relation = True
    empty: list = []

    def read(self, entry):
        return sorted(entry.needs.values_list("kind", flat=True))

    def write(self, entry, value):
        notes = dict(entry.needs.values_list("kind", "note"))
        write_needs(entry, [(kind, notes.get(kind, "")) for kind in value])

    def of_form(self, cleaned):
        return sorted(cleaned or ())

    def show(self, value, model):
        return [str(TransferNeed.Kind(kind).label) for kind in value or ()]


PROJECT_SECTION = Section(
    "projekt",
    "Angaben zum Projekt",
    "Partner, Geldgeber, Bilder und Dokumente pflegt das Büro; schreiben Sie ihm, was sich dort ändert.",
    (
        Fact("title"), Choice("status", empty=Project.Status.UNKNOWN), Fact("summary"), Fact("aim"),
        Fact("description"), Fact("results"), ExactDay("starts_on"), ExactDay("ends_on"),
        Labels("topics"), Labels("target_groups"), Labels("life_phases"), Fact("contact"),
        Fact("enquiry_email"), Fact("website"), OfProfile("duration"),
        ChoiceOfProfile("cost_range"), OfProfile("costs"), Needs("needs", "Was es braucht"),
        OfProfile("steps"), OfProfile("pitfalls"), OfProfile("advice"),
    ),
)  # fmt: skip


def register() -> None:
    """Hand projects in to what the directory knows of proposals; called when the app is ready."""
    subject = ChangeProposal.Subject.PROJECT
    facts.MODELS[subject] = Project
    facts.FACTS[subject] = {fact.name: fact for fact in PROJECT_SECTION.facts}
    FORMS[subject] = ProjectFactsForm
