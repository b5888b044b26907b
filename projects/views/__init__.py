"""The pages of projects."""

from .adopting import Adopt, Begin
from .asking import ProjectEnquire
from .detail import ProjectDetail, profile_pdf
from .files import funder_logo, project_picture
from .lists import PracticeList, ProjectList


__all__ = [
    "Adopt",
    "Begin",
    "PracticeList",
    "ProjectDetail",
    "ProjectEnquire",
    "ProjectList",
    "funder_logo",
    "profile_pdf",
    "project_picture",
]
