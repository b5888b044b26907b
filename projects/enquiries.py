"""What somebody asks those who lead a project, and who gets to read it."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from bildungsregion.base.models import Region

from .models import Project


@dataclass(frozen=True, slots=True)
class Asked:
    """An enquiry as it was typed; it lives in the mail only."""

    name: str
    institution: str
    email: str
    phone: str
    message: str


def recipient(project: Project, region: Region) -> str:
    """The project's own address, the lead's, or the office that passes it on; "" if nobody would read it."""
    return project.known_address or region.office_email


def sender_key(email: str) -> str:
    """A keyed hash: the same address gives the same key, and no key gives the address."""
    return salted_hmac("projects.enquiry", email.strip().lower()).hexdigest()
