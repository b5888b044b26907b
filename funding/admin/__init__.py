"""The fund in the office: lists and read-only pages here, steps and bookings in admin_views."""

from . import budget, cases, payments, programmes, records, sending, today


__all__ = ["budget", "cases", "payments", "programmes", "records", "sending", "today"]
