"""A shipped template as the office reads it: each variable and each condition as one named placeholder.

The placeholders of a text are those of its own file, so that file and list can never disagree; what a
placeholder becomes is what the file's own tag becomes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from django.template import Context, loader
from django.template.base import Node, NodeList, Template, TextNode
from django.template.defaulttags import AutoEscapeControlNode, CommentNode, LoadNode
from django.template.loader_tags import BlockNode, ExtendsNode

from .registry import COMMON, Text
from .slots import Slot, typed


# The address of the portal, and what stands behind it, make one link.
PORTAL = "portal"


class NamelessTag(LookupError):
    """A shipped file says something that its app has no German name for (office_texts.py)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A placeholder of one file, and the tags it stands for."""

    slot: Slot
    nodes: tuple[Node, ...]

    def render(self, template: Template, values: Mapping) -> str:
        context = Context(dict(values), autoescape=False)
        with context.render_context.push_state(template), context.bind_template(template):
            return "".join(str(node.render_annotated(context)) for node in self.nodes)

    @property
    def example(self) -> str:
        """As far from its neighbours as the tag itself stands."""
        inner = next(iter(self.nodes[0].get_nodes_by_type(TextNode)), None)
        is_block = inner is not None and inner.s.startswith("\n")
        return f"\n{self.slot.example}\n" if is_block else self.slot.example


@dataclass(frozen=True, slots=True)
class Outline:
    """The shipped subject and text with placeholders, and what these are."""

    subject: str
    body: str
    parts: Mapping[str, tuple[Part, Template]] = field(default_factory=dict)
    needed: tuple[str, ...] = ()

    def value(self, name: str, values: Mapping) -> str:
        part, template = self.parts[name]
        return part.render(template, values)

    def example(self, name: str) -> str:
        return self.parts[name][0].example

    @property
    def slots(self) -> list[Slot]:
        return [part.slot for part, _template in self.parts.values()]


@cache
def outline(text: Text) -> Outline:
    """Raises NamelessTag for a tag without a German name."""
    parts: dict[str, tuple[Part, Template]] = {}
    body = _typed(text, text.body, "", parts)
    needed = tuple(name for name, (part, _template) in parts.items() if part.slot.needed)
    subject = (
        " ".join(_typed(text, text.subject, "subject: ", parts).split()) if text.subject else ""
    )
    return Outline(subject, body.strip(), parts, needed)


def _typed(text: Text, name: str, place: str, parts: dict[str, tuple[Part, Template]]) -> str:
    """The file with placeholders; a condition says something else in each place, so each has its own name."""
    template = loader.get_template(name).template
    said, waiting = [], []
    blocks: Counter[str] = Counter()
    for node in _flat(template.nodelist):
        if isinstance(node, TextNode):
            said.append(node.s)
            continue
        waiting.append(node)
        opening = node.token.contents
        if opening == PORTAL:
            continue
        if opening.startswith(("if ", "for ")):
            blocks[opening] += 1
            opening = f"{place}{opening}" + (f" ({blocks[opening]})" if blocks[opening] > 1 else "")
        slot = _slot(text, opening)
        parts.setdefault(slot.name, (Part(slot, tuple(waiting)), template))
        said.append(typed(slot.name))
        waiting = []
    return "".join(said)


def _slot(text: Text, opening: str) -> Slot:
    slot = text.slots.get(opening) or COMMON.get(opening)
    if slot is None:
        raise NamelessTag(f"{text.key}: {opening}")
    return slot


def _flat(nodes: NodeList, blocks: Mapping[str, BlockNode] | None = None) -> Iterator[Node]:
    """The nodes as they follow each other on paper: with what stands in blocks and in the file's frame."""
    blocks = blocks or {}
    for node in nodes:
        if isinstance(node, ExtendsNode):
            parent = loader.get_template(node.parent_name.var).template
            yield from _flat(parent.nodelist, {**node.blocks, **blocks})
            return
        if isinstance(node, BlockNode):
            yield from _flat(blocks.get(node.name, node).nodelist, blocks)
        elif isinstance(node, AutoEscapeControlNode):
            yield from _flat(node.nodelist, blocks)
        elif not isinstance(node, LoadNode | CommentNode):
            yield node
