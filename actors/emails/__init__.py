"""The mails of the directory, one function each; they leave through the outbox."""

from .enquiring import ENQUIRIES, enquiry, enquiry_copy, visit_feedback


__all__ = ["ENQUIRIES", "enquiry", "enquiry_copy", "visit_feedback"]
