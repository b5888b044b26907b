"""Pages that the office writes, as a tree."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import override

from bildungsregion.base.errors import DomainError
from bildungsregion.base.languages import active

from .writing import Language, Written, WrittenQuerySet


# Start page › page › page › page: what lies deeper nobody finds.
DEEPEST = 4


class PageQuerySet(WrittenQuerySet):
    def in_menu(self, menu: str):
        """Published pages of a menu (a value of Page.Menu) in their order.

        ``title_here`` is the title in the language that is being read, None where the page is not there in it.
        """
        own = self.published().filter(original=OuterRef("pk"), language=active()).values("title")
        pages = self.published().originals().filter(menu=menu)
        return pages.annotate(title_here=Subquery(own[:1])).order_by("position", "title")


class NoTree(DomainError):
    """A page cannot stand there: below itself, too deep, or below a translation."""


class Page(Written):
    """A page with a short address of its own; where it stands in the tree changes its way, not its address."""

    Language = Language

    class Menu(models.TextChoices):
        FOOTER = "footer", "Fußzeile"
        ABOUT = "about", "Bildungsregion"
        NONE = "none", "in keinem Menü"

    parent = models.ForeignKey(
        "self",
        verbose_name="Steht unter",
        on_delete=models.PROTECT,
        related_name="children",
        null=True,
        blank=True,
    )
    menu = models.CharField("Menü", max_length=10, choices=Menu, default=Menu.NONE)
    position = models.PositiveSmallIntegerField("Reihenfolge", default=100)
    # Where the page stands when the whole tree is read from the top, and how deep; written with each change.
    tree_place = models.PositiveIntegerField(default=0, editable=False, db_index=True)
    depth = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = PageQuerySet.as_manager()

    class Meta(Written.Meta):
        verbose_name = "Seite"
        verbose_name_plural = "Seiten"
        ordering = ["tree_place", "original_id", "language", "pk"]
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="page_not_below_itself",
                violation_error_message="Eine Seite kann nicht unter sich selbst stehen.",
            ),
            models.CheckConstraint(
                condition=Q(original=None) | Q(parent=None),
                name="page_translation_has_no_place",
                violation_error_message="Eine Übersetzung steht da, wo ihr Original steht.",
            ),
        ]

    def get_absolute_url(self):
        if self.original_id is None:
            return reverse("pages:page", args=[self.slug])
        with override(self.language):
            return reverse("pages:page", args=[self.original.slug])

    def clean(self):
        super().clean()
        if fault := self.fault_of_address():
            raise ValidationError({"slug": fault})
        try:
            self.check_place()
        except NoTree as fault:
            raise ValidationError({"parent": str(fault)}) from fault

    def fault_of_address(self) -> str:
        """A sentence where another part of the portal answers this address; "" where it is free."""
        if self.original_id or not self.slug:
            return ""
        languages = {code for code, _name in settings.LANGUAGES} | set(Language.values)
        try:
            view = resolve(f"/{self.slug}/").view_name
        except Resolver404:
            view = ""
        if view == "pages:page" and self.slug not in languages:
            return ""
        return "Diese Adresse gehört zu einem Teil des Portals. Bitte eine andere wählen."

    def check_place(self) -> None:
        """Raises NoTree with a German sentence where the page cannot stand below its parent."""
        if self.parent_id is None:
            return
        parents = dict(Page.objects.originals().values_list("pk", "parent_id"))
        if self.parent_id not in parents:
            raise NoTree(
                "Über einer Seite steht keine Übersetzung. Bitte den deutschen Text wählen."
            )
        above, pk = [], self.parent_id
        while pk is not None and pk not in above:
            above.append(pk)
            pk = parents.get(pk)
        if self.pk in above:
            raise NoTree(
                "Die Seite stünde damit unter sich selbst. Bitte eine Seite wählen, die nicht unter ihr steht."
            )
        if len(above) + _height(parents, self.pk) > DEEPEST:
            raise NoTree(
                f"Der Baum hätte damit mehr als {DEEPEST} Ebenen. Bitte die Seite weiter oben einordnen."
            )

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Raises NoTree; the tree is locked, so that two people cannot close a circle together."""
        if self.parent_id is not None:
            list(Page.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))
            self.check_place()
        super().save(*args, **kwargs)
        sort_tree()
        self.tree_place, self.depth = Page.objects.values_list("tree_place", "depth").get(
            pk=self.pk
        )


def _height(parents: dict[int, int | None], pk: int | None) -> int:
    """Levels of the branch that begins with this page, itself included."""
    level, height = {pk}, 0
    while level and height <= DEEPEST:
        height += 1
        level = {
            child for child, parent in parents.items() if parent is not None and parent in level
        }
    return height


def sort_tree() -> None:
    """Number the pages as the tree is read from the top; they are few, and saved seldom.

    A translation stands directly behind its original.
    """
    columns = ("pk", "parent_id", "original_id", "tree_place", "depth")
    rows = list(Page.objects.order_by("position", "title", "pk").only(*columns))
    below: dict[tuple, list[Page]] = {}
    for row in rows:
        key = ("original", row.original_id) if row.original_id else ("parent", row.parent_id)
        below.setdefault(key, []).append(row)
    changed, place = [], 0

    def number(siblings: list[Page], depth: int) -> None:
        nonlocal place
        for row in siblings:
            place += 1
            if (row.tree_place, row.depth) != (place, depth):
                row.tree_place, row.depth = place, depth
                changed.append(row)
            number(below.get(("original", row.pk), []), depth)
            number(below.get(("parent", row.pk), []), depth + 1)

    number(below.get(("parent", None), []), 0)
    Page.objects.bulk_update(changed, ["tree_place", "depth"], batch_size=500)
