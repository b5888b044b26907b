"""The tree of the published pages: what stands above and below a page, from one query an edition."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from bildungsregion.base import edition

from .models import Language, Page
from .models.pages import DEEPEST
from .moments import turn


@dataclass(slots=True)
class Node:
    """A page as menus print it; ``lang`` says its language where that is not the one of the visitor."""

    pk: int
    parent: int | None
    title: str
    summary: str
    url: str
    lang: str
    children: list["Node"] = field(default_factory=list)


class Tree:
    def __init__(self, nodes: list[Node]):
        """``nodes`` in the order of the office, each once."""
        self.nodes = {node.pk: node for node in nodes}
        for node in nodes:
            if node.parent in self.nodes:
                self.nodes[node.parent].children.append(node)

    def below(self, pk: int) -> list[Node]:
        node = self.nodes.get(pk)
        return node.children if node else []

    def above(self, pk: int) -> list[Node]:
        """The published pages on the way down to this one, the highest first."""
        way, node = [], self.nodes.get(pk)
        while node and len(way) < DEEPEST:
            node = self.nodes.get(node.parent)
            if node:
                way.append(node)
        return way[::-1]


def shown(request: HttpRequest) -> Tree:
    """The tree as the public sees it now, in the visitor's language where a page has it."""
    return edition.kept(request, ("page tree", turn(request)), _read)


def _read() -> Tree:
    language = get_language() or Language.GERMAN
    columns = ("parent", "original", "title", "summary", "slug", "language", "change_at")
    originals, theirs = [], {}
    for row in Page.objects.published().order_by("tree_place", "pk").only(*columns):
        if row.original_id is None:
            originals.append(row)
        elif row.language == language:
            theirs[row.original_id] = row
    return Tree([_node(row, theirs.get(row.pk, row), language) for row in originals])


def _node(original: Page, text: Page, language: str) -> Node:
    return Node(
        pk=original.pk,
        parent=original.parent_id,
        title=text.title,
        summary=text.summary,
        url=reverse("pages:page", args=[original.slug]),
        lang="" if text.language == language else text.language,
    )
