"""What pages do every few minutes (bildungsregion/base/rounds.py)."""

from bildungsregion.base import rounds

from . import actions


@rounds.register("seiten")
def write_due_changes() -> int:
    """Let the search know the texts that took the place of others since the last round; readers see them already."""
    return actions.write_due_changes()
