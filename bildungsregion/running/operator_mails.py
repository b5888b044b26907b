"""What the log hands on; set up before there are models."""

import logging
import threading
from datetime import UTC, datetime

from .lines import entry_of


_at_work = threading.local()


class OperatorMails(logging.Handler):
    """Hands what is an error to ``faults.note``; whatever goes wrong there stays there."""

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(_at_work, "busy", False):
            return
        _at_work.busy = True
        try:
            from .faults import note  # noqa: PLC0415  (it has models)

            note(entry_of(record), datetime.fromtimestamp(record.created, UTC))
        except Exception:  # a fault in telling of faults must not become one of the page
            self.handleError(record)
        finally:
            _at_work.busy = False
