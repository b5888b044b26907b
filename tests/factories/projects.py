"""Projects, and what hangs on them."""

from datetime import date
from itertools import count

from django.core.files.base import ContentFile

from projects.models import Project, ProjectProposal, TransferProfile
from tests.factories.actors import make_actor


_numbers = count(1)
RELATIONS = (
    "partners",
    "topics",
    "target_groups",
    "life_phases",
    "municipalities",
    "documents",
)
LOGO = ContentFile(b"RIFF", name="logo.webp")


def make_project(**fields) -> Project:
    """A published, running project; relations as lists by their name, funders by theirs."""
    number = next(_numbers)
    relations = {name: fields.pop(name) for name in RELATIONS if name in fields}
    funders = fields.pop("funders", [])
    defaults = {
        "title": f"Leseprojekt {number}",
        "slug": f"leseprojekt-{number}",
        "status": Project.Status.RUNNING,
    }
    project = Project.objects.create(**defaults | fields)
    for name, rows in relations.items():
        getattr(project, name).set(rows)
    for name in funders:
        project.funders.create(name=name)
    return project


def make_practice(*, needs=("ehrenamt",), cost_range="bis-500", **fields) -> Project:
    """A project of good practice, with its transfer profile."""
    project = make_project(**{"is_good_practice": True} | fields)
    TransferProfile.objects.create(
        project=project,
        duration="Ein Schuljahr",
        cost_range=cost_range,
        costs="Bücher für 400 Euro.",
        steps="Paten finden\nTermine machen",
        pitfalls="Ferien früh bedenken",
        advice="Die Federführung",
    )
    for kind in needs:
        project.needs.create(kind=kind, note="zehn")
    return project


def make_proposal(*, actor=None, proposed_by=None, **fields) -> ProjectProposal:
    """A project that an institution entered, which waits for the office."""
    actor = actor or make_actor()
    project = make_project(is_published=False, lead=actor, **fields)
    return ProjectProposal.objects.create(project=project, actor=actor, proposed_by=proposed_by)


def make_full_project(number: int, **fields) -> Project:
    """A project with ``number`` rows of each kind that hangs on it."""
    project = make_practice(**fields)
    for n in range(number):
        project.partnerships.create(name=f"Partner {n}", role="hilft", position=n)
        project.funders.create(name=f"Stiftung {n}", sentence="Gefördert durch uns.", position=n)
        project.figures.create(figure=str(n), what="Kinder", year=2025, position=n)
        project.milestones.create(title=f"Etappe {n}", happens_on=date(2025, 1, n + 1))
        project.pictures.create(
            image="projects/a.webp", alt=f"Bild {n}", author="Büro", licence="cc0",
            shows_people=False, position=n,
        )  # fmt: skip
        project.adoptions.create(name=f"Schule {n}", text="Auch bei uns.")
        make_project(origin=project)
    return project
