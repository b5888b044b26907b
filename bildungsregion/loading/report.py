"""What a load did, as numbers and as lines to print."""

from dataclasses import dataclass, field


MOST_NAMED = 12


@dataclass(slots=True)
class Tally:
    """The rows of one subject: counts, and the names of those that were left alone or left out."""

    label: str
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Report:
    region: str
    tallies: list[Tally] = field(default_factory=list)
    generated: list[str] = field(default_factory=list)

    @property
    def new(self) -> int:
        return sum(tally.new for tally in self.tallies)

    @property
    def changed(self) -> int:
        return sum(tally.changed for tally in self.tallies)

    def of(self, label: str) -> Tally:
        """The tally with that heading, "Akteure"; raises StopIteration when there is none."""
        return next(tally for tally in self.tallies if tally.label == label)

    def lines(self) -> list[str]:
        head = ("", "neu", "geändert", "unverändert", "belassen", "ausgelassen")
        lines = [f"{self.region}:", _line(*head)]
        for tally in self.tallies:
            counts = (
                tally.new,
                tally.changed,
                tally.unchanged,
                len(tally.kept),
                len(tally.left_out),
            )
            if any(counts):
                lines.append(_line(tally.label, *map(str, counts)))
        for tally in self.tallies:
            if tally.kept:
                lines.append(
                    f"{tally.label}, vom Büro bearbeitet und belassen: {_named(tally.kept)}"
                )
            if tally.left_out:
                lines.append(f"{tally.label}, ausgelassen: {_named(tally.left_out)}")
        lines += [f"Neu gesetzt: {title} (PDF)" for title in self.generated]
        return lines


def _line(label: str, *cells: str) -> str:
    return f"  {label:<30}" + "".join(f"{cell:>13}" for cell in cells)


def _named(names: list[str]) -> str:
    rest = len(names) - MOST_NAMED
    return "; ".join(names[:MOST_NAMED]) + (f" und {rest} weitere" if rest > 0 else "")
