"""An event as somebody typed it, before it is a row: from the public form and from an institution's own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from actors.models import TargetGroup, Topic

from .models import DateRule
from .shifts import Span


@dataclass(frozen=True, slots=True)
class Proposed:
    """``columns`` are those of the event by name; ``spans`` its single dates, ``rule`` its repetition."""

    columns: dict[str, Any]
    spans: Sequence[Span]
    rule: DateRule | None = None
    topics: Sequence[Topic] = ()
    target_groups: Sequence[TargetGroup] = field(default=())
