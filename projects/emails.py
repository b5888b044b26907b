"""The mails about projects, one function each; they leave through the outbox."""

from django.conf import settings
from django.urls import reverse

from bildungsregion.base import region, texts
from bildungsregion.base.languages import in_german
from bildungsregion.base.outbox import queue_mail

from .enquiries import Asked, recipient
from .models import Adoption, Project, ProjectProposal


# The purposes of mails that hold what somebody asked; actions.forget_enquirers deletes them.
ENQUIRIES = ("project_enquiry", "project_enquiry_copy")


def enquiry(project: Project, asked: Asked) -> None:
    """To those who lead the project; an answer goes straight to who asked."""
    here = region.current()
    context = {"asked": asked, "is_passed_on": not project.known_address}
    _send("enquiry", recipient(project, here), project, reply_to=[asked.email], **context)


def enquiry_copy(project: Project, asked: Asked) -> None:
    """To who asked: what, and of whom."""
    _send("enquiry_copy", asked.email, project, asked=asked, is_passed_on=not project.known_address)


def adoption_told(adoption: Adoption) -> None:
    """To the lead and to the office: an institution says that it does the same; one of both confirms."""
    project, here = adoption.project, region.current()
    path = ""
    if project.lead:
        path = reverse("own_projects:list", args=[project.lead.slug])
    office_path = reverse("admin:projects_adoption_change", args=[adoption.pk])
    if project.known_address:
        _send("adoption_told", project.known_address, project, adoption=adoption, path=path)
    if here.office_email and here.office_email != project.known_address:
        _send("adoption_told", here.office_email, project, adoption=adoption, path=office_path)


def adoption_decided(adoption: Adoption) -> None:
    """To who said it: it stands on the page now, or why it does not."""
    _send("adoption_decided", adoption.email, adoption.project, adoption=adoption)


def proposal_told(proposal: ProjectProposal) -> None:
    """To the office: an institution entered a project."""
    path = reverse("admin:projects_projectproposal_change", args=[proposal.pk])
    to = region.current().office_email
    _send("proposal_told", to, proposal.project, proposal=proposal, path=path)


def proposal_decided(proposal: ProjectProposal) -> None:
    """To who entered it: it is published, or why it is not."""
    to = proposal.proposed_by.email if proposal.proposed_by else proposal.actor.email
    _send("proposal_decided", to, proposal.project, proposal=proposal)


@in_german
def _send(name: str, to: str, project: Project, *, reply_to=(), **context) -> None:
    if not to:
        return
    context |= {
        "project": project,
        "region": region.current(),
        "portal": settings.PORTAL_URL.rstrip("/"),
    }
    mail = texts.write(f"projects/{name}", context)
    queue_mail(
        to=[to], reply_to=list(reply_to), subject=mail.subject, body=mail.body,
        purpose=f"project_{name}",
    )  # fmt: skip
