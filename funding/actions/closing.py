"""How a case ends by itself once nothing is left to do."""

from django.utils import timezone

from funding.models import Application
from funding.workflow import step

from .cases import save


def close(application: Application) -> None:
    """Close a case in the transaction of the step that finished it; the caller holds its lock."""
    step(application, "close", by=None)
    application.closed_on = timezone.localdate()
    save(application)
