"""The parts of a transfer profile are written here, whoever says them: the lead, the office, a project begun anew."""

from collections.abc import Iterable, Mapping

from .models import Project, TransferNeed, TransferProfile


def write_profile(project: Project, texts: Mapping[str, str]) -> None:
    """``texts`` by name (PROFILE_FIELDS); nothing is written where nothing is said."""
    if any(texts.values()):
        TransferProfile.objects.update_or_create(project=project, defaults=texts)
    else:
        TransferProfile.objects.filter(project=project).delete()


def write_needs(project: Project, needs: Iterable[tuple[str, str]]) -> None:
    """What it takes, as kinds with their notes, instead of what stood there."""
    project.needs.all().delete()
    TransferNeed.objects.bulk_create(
        TransferNeed(project=project, kind=kind, note=note) for kind, note in needs
    )
