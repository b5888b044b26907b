from .parts import Funder, Partnership, Picture, ProjectMilestone, ResultFigure
from .projects import RESERVED_SLUGS, Project
from .transfer import (
    PROFILE_TEXTS,
    Adoption,
    Decided,
    ProjectEnquiry,
    ProjectProposal,
    TransferNeed,
    TransferProfile,
    lines_of,
)


__all__ = [
    "PROFILE_TEXTS",
    "RESERVED_SLUGS",
    "Adoption",
    "Decided",
    "Funder",
    "Partnership",
    "Picture",
    "Project",
    "ProjectEnquiry",
    "ProjectMilestone",
    "ProjectProposal",
    "ResultFigure",
    "TransferNeed",
    "TransferProfile",
    "lines_of",
]
