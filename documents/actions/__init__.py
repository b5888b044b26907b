"""What is done to documents: each a function with what it needs, in one transaction."""

from .copies import answer_copy_request, forget_copy_requests, request_copy
from .versions import Others, add_version, attach_file, detach_file


__all__ = [
    "Others",
    "add_version",
    "answer_copy_request",
    "attach_file",
    "detach_file",
    "forget_copy_requests",
    "request_copy",
]
