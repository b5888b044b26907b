"""The forms of the directory's public pages and of the people who keep an entry."""

from .visiting import LARGEST_FARE, EnquiryForm, GroupForm


__all__ = ["LARGEST_FARE", "EnquiryForm", "GroupForm"]
