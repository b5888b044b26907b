"""Mail that survives a dead server.

Mail is written as a row in the transaction that causes it (`backend`), and leaves the house
through `manage.py outbox` (`delivery`), which tries again until the mail server takes it.
"""

from .mail import queue_mail


__all__ = ["queue_mail"]
