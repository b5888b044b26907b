"""Projects."""

from itertools import count

from projects.models import Project


_numbers = count(1)
RELATIONS = ("partners", "topics", "target_groups", "municipalities", "documents")


def make_project(**fields) -> Project:
    """A published, running project; relations as lists by their name."""
    number = next(_numbers)
    relations = {name: fields.pop(name) for name in RELATIONS if name in fields}
    defaults = {
        "title": f"Leseprojekt {number}",
        "slug": f"leseprojekt-{number}",
        "status": Project.Status.RUNNING,
    }
    project = Project.objects.create(**defaults | fields)
    for name, rows in relations.items():
        getattr(project, name).set(rows)
    return project
