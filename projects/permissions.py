"""Who may do what with projects: the office by its rights, people of the lead by confirmed membership."""

from actors import permissions as of_actors

from .models import Adoption, Project, ProjectProposal


def can_edit(user) -> bool:
    """Change every project, and decide what institutions propose."""
    return user.is_active and user.is_staff and user.has_perm("projects.change_project")


def can_lead(user, project: Project) -> bool:
    """People of the institution that leads the project."""
    return project.lead is not None and of_actors.can_keep(user, project.lead)


def can_decide_adoption(user, adoption: Adoption) -> bool:
    return can_edit(user) or can_lead(user, adoption.project)


def can_change_proposal(user, proposal: ProjectProposal) -> bool:
    """People of the institution, while nobody has decided."""
    return proposal.is_open and of_actors.can_keep(user, proposal.actor)
