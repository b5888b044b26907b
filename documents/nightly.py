"""What the library does every night (bildungsregion/base/nightly.py)."""

from datetime import date

from bildungsregion.base import nightly

from . import actions


@nightly.register("fassungen", "Bitten um barrierefreie Fassungen", order=61)
def copy_requests(today: date) -> str:
    return f"Adressen aus {actions.forget_copy_requests(today=today)} alten Bitten gelöscht."
