"""One line of the log for each event, without personal data: no paths with their values, no queries, no names.

Our own events name rows by their numbers. Of other people's only the template is written, because nobody knows what
they put into it; of an exception its kind and where it was raised, never its text.
"""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path


ROOT = str(Path(__file__).resolve().parents[2]) + "/"
OURS = "bildungsregion"
# gunicorn writes address and words of who sent it into the template itself.
INVALID = "Invalid request"
# The mark of the request at hand; "" outside of one.
current_request: ContextVar[str] = ContextVar("current_request", default="")
FRAMES = 12
# Whatever else a message may hold: an address has no place in it.
ADDRESS = re.compile(r"(?<![^\s<>@\"'])[^\s<>@\"']+@[^\s<>@\"']+")


def event_of(record: logging.LogRecord) -> str:
    """What happened, in words that hold no data."""
    if record.name.startswith(OURS):
        event = record.getMessage()
    elif hasattr(record, "status_code"):
        event = f"answered {record.status_code}"
    elif record.name.startswith("django.security"):
        event = "refused"
    elif str(record.msg).startswith(f"{INVALID} from "):
        event = INVALID
    else:
        event = str(record.msg)
    return ADDRESS.sub("…", event)


def fault_of(error: BaseException) -> dict:
    """``kind`` with what it came from, and ``frames`` ("file:line function"), the innermost last."""
    kinds, cause = [], error
    while cause is not None and len(kinds) < 4:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    frames = [
        f"{place.filename.removeprefix(ROOT).rpartition('site-packages/')[2]}:{place.lineno} {place.name}"
        for place in traceback.extract_tb(error.__traceback__)[-FRAMES:]
    ]
    return {"kind": " < ".join(kinds), "frames": frames}


def entry_of(record: logging.LogRecord) -> dict:
    moment = datetime.fromtimestamp(record.created, UTC)
    entry = {
        "time": moment.isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "event": event_of(record),
    }
    if mark := current_request.get():
        entry["request"] = mark
    entry |= getattr(record, "facts", {})
    if record.exc_info and record.exc_info[1]:
        entry["fault"] = fault_of(record.exc_info[1])
    return entry


class JsonLines(logging.Formatter):
    """A JSON object a line, for machines that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(entry_of(record), ensure_ascii=False)


class TextLines(logging.Formatter):
    """The same for people; ``open_faults`` adds what Python says of an exception (development)."""

    def __init__(self, open_faults: bool = False):
        super().__init__()
        self.open_faults = open_faults

    def format(self, record: logging.LogRecord) -> str:
        entry = entry_of(record)
        fault = entry.pop("fault", None)
        first = " ".join(str(entry.pop(key)) for key in ("time", "level", "logger", "event"))
        lines = [" ".join([first, *(f"{key}={value}" for key, value in entry.items())])]
        if self.open_faults and fault:
            lines.append(self.formatException(record.exc_info))
        elif fault:
            lines += [f"  {fault['kind']}", *(f"    {frame}" for frame in fault["frames"])]
        return "\n".join(lines)
