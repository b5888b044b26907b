"""One project of a demonstration with everything a project can have; its title says that it is an example."""

import io
from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from actors.models import Actor, LifePhase, Municipality, TargetGroup, Topic
from bildungsregion.base.models import Region
from events.models import Event
from funding.models import Application
from funding.public_list import funded
from projects.models import Adoption, Project, ProjectProposal, TransferProfile

from .events import SOURCE as EXAMPLE_EVENT


SLUG = "vorlesen-in-vielen-sprachen-beispiel"
SOURCE = "Beispielprojekt der Vorführung"
EVENTS_SHOWN, CASES_SHOWN = 2, 4


@transaction.atomic
def play(region: Region) -> int:
    """Write it once, and what waits beside it: a „Wir machen das auch“ and a proposed project."""
    if Project.objects.filter(slug=SLUG).exists():
        return 0
    year = timezone.localdate().year
    project = Project.objects.create(
        slug=SLUG,
        title="Vorlesen in vielen Sprachen (Beispiel)",
        status=Project.Status.RUNNING,
        summary="Eltern lesen in ihrer Sprache vor, Kinder hören zwei Sprachen und eine Geschichte.",
        aim="Jede Sprache der Familien soll in der Kita einmal im Monat zu hören sein.",
        description="Einmal im Monat liest ein Elternteil aus einem **zweisprachigen Bilderbuch** vor, "
        "eine Fachkraft liest dasselbe auf Deutsch.",
        results="Mehr Familien kommen zum Elternabend, und die Bücher wandern mit nach Hause.",
        lead_name=region.office_name,
        contact="Büro der Bildungsregion",
        enquiry_email=region.office_email,
        starts_on=date(year - 2, 9, 1),
        starts_precision="month",
        is_good_practice=True,
        source=SOURCE,
    )
    project.topics.set(Topic.objects.published()[:2])
    project.target_groups.set(TargetGroup.objects.filter(slug__in=["kitas", "eltern"]))
    project.life_phases.set(LifePhase.objects.order_by("order")[:1])
    project.municipalities.set(_places())
    _write_parts(project, year)
    _write_transfer(project)
    for event in Event.objects.filter(source=EXAMPLE_EVENT).order_by("pk")[:EVENTS_SHOWN]:
        Event.objects.filter(pk=event.pk).update(project=project)
    _write_waiting(project)
    return 1


def put_cases() -> int:
    """Let a few funded cases be part of it, so that its page shows sums; how many are."""
    project = Project.objects.get(slug=SLUG)
    if not project.applications.exists():
        chosen = list(funded().values_list("pk", flat=True)[:CASES_SHOWN])
        Application.objects.filter(pk__in=chosen).update(project=project)
    return project.applications.count()


def _places() -> list[Municipality]:
    drawn = [place for place in Municipality.objects.order_by("name") if place.geometry]
    return drawn[2:5]


def _write_parts(project: Project, year: int) -> None:
    project.partnerships.create(name="Kindertagesstätten (Beispiel)", role="lesen vor", position=0)
    project.partnerships.create(name="Stadtbücherei (Beispiel)", role="leiht Bücher", position=1)
    project.funders.create(
        name="Stiftung Wortschatz (Beispiel)",
        sentence="Gefördert aus Mitteln der Stiftung Wortschatz.",
        logo=_drawn("logo", (480, 160)),
        logo_alt="Stiftung Wortschatz",
    )
    project.funders.create(name="Förderverein der Kitas (Beispiel)", position=1)
    project.figures.create(figure="11", what="Sprachen", year=year - 1)
    project.figures.create(
        figure="240", what="Kinder", year=year - 1, note="in acht Kitas", position=1
    )
    for months, title in (
        (24, "Die erste Lesung"),
        (12, "Acht Kitas machen mit"),
        (2, "Der Bücherkoffer ist gepackt"),
    ):
        day = (timezone.localdate() - timedelta(days=30 * months)).replace(day=1)
        project.milestones.create(title=title, happens_on=day, precision="month")
    pictures = (
        ("Ein aufgeschlagenes Bilderbuch auf einem Teppich", False, None),
        ("Ein Vater liest zwei Kindern vor", True, timezone.localdate()),
        ("Kinder am Lesetisch, die Einwilligung fehlt noch", True, None),
    )
    for position, (alt, people, consent) in enumerate(pictures):
        project.pictures.create(
            image=_drawn(f"bild-{position}", (900, 600), position), alt=alt, author="Büro (Beispiel)",
            licence="cc-by", shows_people=people, consent_on=consent, position=position,
            consent_note="Beispielakte, Blatt 1" if consent else "",
        )  # fmt: skip


def _write_transfer(project: Project) -> None:
    TransferProfile.objects.create(
        project=project,
        duration="Drei Monate Vorlauf, danach eine Lesung im Monat",
        cost_range=TransferProfile.CostRange.SMALL,
        costs="Zehn zweisprachige Bücher für etwa 200 Euro im Jahr; alles andere ist schon da.",
        steps="Familien fragen, welche Sprachen sie sprechen\nBücher aussuchen oder leihen\n"
        "Mit dem ersten Elternteil üben\nLesen und danach mit allen reden",
        pitfalls="Ramadan, Ferien und Schichtdienst früh bedenken\nNiemanden zum Vorlesen drängen",
        advice="Büro der Bildungsregion",
    )
    needs = (("ehrenamt", "Eltern, die vorlesen"), ("material", "zweisprachige Bücher"),
             ("fachkraft", "eine Erzieherin oder ein Erzieher"))  # fmt: skip
    for kind, note in needs:
        project.needs.create(kind=kind, note=note)
    project.adoptions.create(
        name="Kita am Deich (Beispiel)", text="Wir lesen jeden Montag. Die Großeltern kommen auch.",
        state=Adoption.State.OPEN, email="kita@demo.example",
    )  # fmt: skip


def _write_waiting(project: Project) -> None:
    school = Actor.objects.published().filter(kind="grundschule").order_by("name", "pk").first()
    if school is None:
        return
    begun = Project.objects.create(
        slug="vorlesen-in-der-grundschule-beispiel",
        title="Vorlesen in der Grundschule (Beispiel)",
        summary="Dasselbe für Erst- und Zweitklässler, mit Ehrenamtlichen.",
        status=Project.Status.PLANNED,
        lead=school,
        origin=project,
        is_published=False,
        source=SOURCE,
    )
    ProjectProposal.objects.create(project=begun, actor=school, message="Wir beginnen im Herbst.")


def _drawn(name: str, size: tuple[int, int], seed: int = 0) -> ContentFile:
    """A plain picture of our own, so that the demonstration needs no foreign one."""
    width, height = size
    colours = ("#0b5a6e", "#b85c38", "#3d6b35")
    picture = Image.new("RGB", size, "#eef4f6")
    draw = ImageDraw.Draw(picture)
    for step in range(6):
        left = width * step // 6
        top = height // 4 + (step * 37 + seed * 53) % (height // 3)
        draw.rectangle(
            (left + 8, top, left + width // 6 - 8, height - 8), fill=colours[(step + seed) % 3]
        )
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=80)
    return ContentFile(out.getvalue(), f"beispiel-{name}.webp")
