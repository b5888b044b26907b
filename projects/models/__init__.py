from .parts import Funder, Partnership, Picture, ProjectMilestone, ResultFigure
from .projects import RESERVED_SLUGS, Project
from .transfer import (
    PROFILE_FIELDS,
    Adoption,
    Decided,
    ProjectEnquiry,
    ProjectProposal,
    TransferNeed,
    TransferProfile,
    lines_of,
)


__all__ = [
    "PROFILE_FIELDS",
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
