"""The forms of the projects' public pages and of institutions."""

from .asking import AdoptionForm, EnquiryForm, OwnAdoptionForm
from .entering import OwnProjectForm


__all__ = ["AdoptionForm", "EnquiryForm", "OwnAdoptionForm", "OwnProjectForm"]
