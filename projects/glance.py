"""What hangs on a project and its page shows, all of it from one query (as actors/glance.py does)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from django.db.models import Case, F, QuerySet, Value, When

from actors.glance import Label
from actors.models import LifePhase, TargetGroup, Topic
from bildungsregion.base import parts
from bildungsregion.base.translations import text_here
from documents.models import Document

from .models import (
    Adoption,
    Funder,
    Partnership,
    Picture,
    Project,
    ProjectMilestone,
    ResultFigure,
    TransferNeed,
)


TOPIC, GROUP, PHASE, PLACE, FOLLOWER = "topic", "group", "phase", "place", "follower"
PARTNER, FUNDER, FIGURE, MILESTONE = "partner", "funder", "figure", "milestone"
PICTURE, DOCUMENT, ADOPTION, NEED = "picture", "document", "adoption", "need"
_columns = partial(parts.columns, width=6)


@dataclass(slots=True)
class Mention:
    """An institution or another project by its name; ``slug`` is "" where it has no page."""

    name: str
    slug: str = ""
    text: str = ""


@dataclass(slots=True)
class Glance:
    """The parts of a project in the order in which they are shown. The rows are not to be saved."""

    topics: list[Label] = field(default_factory=list)
    groups: list[Label] = field(default_factory=list)
    phases: list[Label] = field(default_factory=list)
    places: list[Label] = field(default_factory=list)
    partners: list[Mention] = field(default_factory=list)
    followers: list[Mention] = field(default_factory=list)
    adoptions: list[Mention] = field(default_factory=list)
    funders: list[Funder] = field(default_factory=list)
    figures: list[ResultFigure] = field(default_factory=list)
    milestones: list[ProjectMilestone] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    needs: list[TransferNeed] = field(default_factory=list)

    @property
    def place_names(self) -> list[str]:
        return [place.name for place in self.places]


def of_project(project: Project) -> Glance:
    found = Glance()
    for part, number, texts in parts.read(_parts(project)):
        _add(found, project, part, number, texts)
    found.documents.sort(key=lambda document: document.issued_on or date.min, reverse=True)
    found.milestones.sort(key=lambda milestone: milestone.happens_on or date.max)
    return found


def _parts(project: Project) -> Iterator[QuerySet]:
    topics = Topic.objects.published().filter(projects=project)
    yield _columns(topics, TOPIC, "slug", text_here(Topic, "name"), "kind", order=F("order"))
    for part, model in ((GROUP, TargetGroup), (PHASE, LifePhase)):
        rows = model.objects.filter(projects=project)
        yield _columns(rows, part, "slug", text_here(model, "name"), order=F("order"))
    places = project.municipalities.all()
    yield _columns(places, PLACE, "name", "slug")
    of_project = {"project": project}
    shown = Case(When(actor__is_published=True, then=F("actor__slug")), default=Value(""))
    name = Case(When(name="", then=F("actor__name")), default=F("name"))
    partners = Partnership.objects.filter(**of_project)
    yield _columns(partners, PARTNER, name, shown, "role", order=F("position"))
    adopted = Adoption.objects.filter(**of_project, state=Adoption.State.CONFIRMED)
    yield _columns(adopted, ADOPTION, name, shown, "text", order=F("pk"))
    followers = Project.objects.published().filter(origin=project)
    yield _columns(followers, FOLLOWER, "title", "slug")
    funders = Funder.objects.filter(**of_project)
    yield _columns(
        funders, FUNDER, parts.text("pk"), "name", "sentence", "logo", "logo_alt", "website",
        order=F("position"),
    )  # fmt: skip
    figures = ResultFigure.objects.filter(**of_project)
    yield _columns(
        figures, FIGURE, "figure", "what", parts.text("year"), "note", order=F("position")
    )
    milestones = ProjectMilestone.objects.filter(**of_project)
    yield _columns(milestones, MILESTONE, parts.text("happens_on"), "title", "text", "precision")
    pictures = Picture.objects.filter(**of_project).showable()
    yield _columns(
        pictures, PICTURE, parts.text("pk"), "alt", "author", "licence", order=F("position")
    )
    documents = Document.objects.published().filter(projects=project)
    yield _columns(documents, DOCUMENT, "title", "slug", parts.text("issued_on"))
    needs = TransferNeed.objects.filter(**of_project)
    yield _columns(needs, NEED, "kind", "note", order=F("pk"))


def _add(found: Glance, project: Project, part: str, number: int, texts: list[str]) -> None:
    first, second, third, fourth, fifth, sixth = texts
    labels = {TOPIC: found.topics, GROUP: found.groups, PHASE: found.phases}
    mentions = {
        PARTNER: found.partners,
        ADOPTION: found.adoptions,
        FOLLOWER: found.followers,
    }
    if part in labels:
        labels[part].append(Label(first, second, third))
    elif part == PLACE:
        found.places.append(Label(second, first))
    elif part in mentions:
        mentions[part].append(Mention(first, second, third))
    elif part == FUNDER:
        found.funders.append(
            Funder(pk=int(first), project=project, name=second, sentence=third, logo=fourth,
                   logo_alt=fifth, website=sixth)
        )  # fmt: skip
    elif part == FIGURE:
        year = int(third) if third else None
        found.figures.append(ResultFigure(figure=first, what=second, year=year, note=fourth))
    else:
        _add_row(found, project, part, texts)


def _add_row(found: Glance, project: Project, part: str, texts: list[str]) -> None:
    first, second, third, fourth, *_rest = texts
    if part == MILESTONE:
        day = date.fromisoformat(first) if first else None
        found.milestones.append(
            ProjectMilestone(title=second, text=third, happens_on=day, precision=fourth)
        )
    elif part == PICTURE:
        found.pictures.append(
            Picture(pk=int(first), project=project, alt=second, author=third, licence=fourth)
        )
    elif part == DOCUMENT:
        issued = date.fromisoformat(third) if third else None
        found.documents.append(Document(title=first, slug=second, issued_on=issued))
    elif part == NEED:
        found.needs.append(TransferNeed(kind=first, note=second))
