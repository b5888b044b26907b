"""What one entry of a source says, in the plain form that is compared and written (fields.py)."""

from dataclasses import dataclass, field
from datetime import datetime

from actors.models import TargetGroup, Topic
from bildungsregion.base.search import fold
from events.models import Feed

from .places import Directory


@dataclass(slots=True)
class Item:
    """``values`` holds only what the entry says; ``faults`` are sentences why it cannot be used."""

    number: int
    uid: str
    title: str
    values: dict = field(default_factory=dict)
    revision: tuple[int, str] = (0, "")
    faults: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    # Why it is not for us although nothing is wrong with it.
    beside: str = ""
    first: datetime | None = None
    last: datetime | None = None


class Words:
    """What a source's words mean here, read once for a whole file."""

    def __init__(self, feed: Feed):
        self.feed = feed
        self.directory = Directory()
        topics, groups = Topic.objects.published(), TargetGroup.objects.all()
        self.labels = {
            "topics": dict(topics.values_list("slug", "name")),
            "target_groups": dict(groups.values_list("slug", "name")),
        }
        self.pks = {
            "topics": dict(topics.values_list("slug", "pk")),
            "target_groups": dict(groups.values_list("slug", "pk")),
        }
        self.organiser_names: dict[int, str] = {}
        self._by_word = {
            kind: {_folded(word): slug for slug, name in labels.items() for word in (slug, name)}
            for kind, labels in self.labels.items()
        }
        self._defaults = {"topics": set(), "target_groups": set()}
        self._mapped: dict[str, str | None] = {}
        # Words that nobody has given a meaning yet.
        self.unknown: dict[str, str] = {}
        if feed.pk is not None:
            self._defaults = {
                "topics": set(feed.topics.values_list("slug", flat=True)),
                "target_groups": set(feed.target_groups.values_list("slug", flat=True)),
            }
            for word, slug in feed.categories.values_list("word", "topic__slug"):
                self._mapped[_folded(word)] = slug

    def sorted_in(self, words: list[str]) -> dict[str, list[str]]:
        """Topics and target groups of these words and of the source itself, as sorted codes."""
        found = {kind: set(slugs) for kind, slugs in self._defaults.items()}
        for word in words[:50]:
            folded = _folded(word)
            if folded in self._mapped:
                found["topics"] |= {self._mapped[folded]} - {None}
                continue
            known = [kind for kind in found if folded in self._by_word[kind]]
            for kind in known:
                found[kind].add(self._by_word[kind][folded])
            if not known and folded and len(self.unknown) < 200:
                self.unknown.setdefault(folded, word[:100])
        return {kind: sorted(slugs & self.labels[kind].keys()) for kind, slugs in found.items()}


def _folded(word: str) -> str:
    return " ".join(fold(word).split())
