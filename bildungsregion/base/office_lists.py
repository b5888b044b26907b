"""Django's lists of the office, made to stay quick where rows are many (docs/adr/0368).

A page of a list first asks which rows it shows, then reads those: joined to what the rows name, databases sort the
whole tables, and SQLite may even begin with the wrong one. Which rows these are and how many there are in all is kept
under the mark of the office, where the question reads nothing but tables that it watches.
"""

import re
from collections.abc import Callable, Hashable
from datetime import datetime
from functools import cache
from typing import TypeVar

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import EmptyResultSet
from django.core.paginator import InvalidPage
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from . import edition


# Django's own words, which its catalogue translates.
_SELECT = "Select this object for an action - {}"
# The SQL of a queryset, and its parameters.
Question = tuple[str, tuple[str, ...]]
T = TypeVar("T")
_TABLE = re.compile(r'(?:FROM|JOIN) "(\w+)"')


class OfficeList(ChangeList):
    """As Django's, which counts all rows on each page and sorts them together with all that their names need."""

    # Where the rows of a page are known before they are read; a list that reads little of each has no use for it.
    reads_keys_first = True
    # Whether each row that it can show makes a mark, although others of the same table make none (AppConfig).
    shows_what_is_watched = False

    def get_results(self, request: HttpRequest) -> None:
        self.request, page, full = request, self.model_admin, None
        paginator = page.get_paginator(request, self.queryset, self.list_per_page)
        if page.show_full_result_count:
            asked = self._question(self.root_queryset.order_by().values("pk"))
            full = _kept(request, asked, "number", self.root_queryset.count)
        if full is not None and not self._is_narrowed():
            paginator.count = full
        else:
            # A search goes through tables of its own.
            paginator.count = (
                self.queryset.count()
                if self.query
                else self.kept_of_list("number", self.queryset.count)
            )
        self.paginator = paginator
        self.result_count, self.full_result_count = paginator.count, full
        self.show_full_result_count = page.show_full_result_count
        # Where nothing was counted, nobody knows that there is nothing to act on.
        self.show_admin_actions = full is None or bool(full)
        self.can_show_all = self.result_count <= self.list_max_show_all
        self.multi_page = self.result_count > self.list_per_page
        self.on_page = self.queryset._clone()
        if self.multi_page and not (self.show_all and self.can_show_all):
            try:
                self.on_page = paginator.page(self.page_num).object_list
            except InvalidPage as error:
                raise IncorrectLookupParameters from error

    @cached_property
    def result_list(self) -> QuerySet:
        """The rows of the page, not read yet; who only wants their number asks for nothing of them."""
        # A search ranks what it finds, which would be done twice.
        if not self.reads_keys_first or self.query:
            return self.on_page
        keys = self.on_page.values_list("pk", flat=True)
        found = []
        if self.result_count:
            found = _kept(self.request, self._question(keys), "rows", lambda: list(keys))
        return self.queryset.filter(pk__in=found)

    def kept_of_list(self, what: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` reads of all rows of the list as it is narrowed, as long as nothing of them changes."""
        return _kept(self.request, self._narrowed, what, make)

    @cached_property
    def _narrowed(self) -> Question | None:
        return self._question(self.queryset.order_by().values("pk"))

    def _question(self, rows: QuerySet) -> Question | None:
        return _question(rows, self.model._meta.db_table if self.shows_what_is_watched else "")

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list:
        """Without what comes behind the key, which decides nothing and keeps databases from using an index."""
        ordering = super().get_ordering(request, queryset)
        keys = [number for number, name in enumerate(ordering) if name in ("pk", "-pk")]
        return ordering[: keys[0] + 1] if keys else ordering

    def url_for_result(self, result: Model) -> str:
        """As Django's, which looks the address up for each row anew."""
        pk = getattr(result, self.pk_attname)
        before, after = self._address
        return f"{before}{pk}{after}" if isinstance(pk, int) else super().url_for_result(result)

    @cached_property
    def _address(self) -> tuple[str, str]:
        """What stands before and behind the key in the address of a row."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        address = reverse(name, args=(0,), current_app=self.model_admin.admin_site.name)
        before, _zero, after = address.rpartition("0")
        return before, after

    def _is_narrowed(self) -> bool:
        """Whether filters, a day or words leave rows out."""
        asked, all_rows = self.queryset.query, self.root_queryset.query
        return bool(self.query) or asked.distinct or asked.where != all_rows.where


def _kept(
    request: HttpRequest, question: Question | None, what: Hashable, make: Callable[[], T]
) -> T:
    if question is None:
        return make()
    return edition.kept_for_person(request, ("list", what, *question), make)


def _question(rows: QuerySet, own: str) -> Question | None:
    """What a queryset asks; None where the answer may change without the office's mark.

    ``own`` is a table that is watched as far as the queryset reads it.
    """
    watched = _watched() | {own}
    # To write a query takes longer than to count the rows of most tables.
    if rows.model._meta.db_table not in watched:
        return None
    try:
        sql, params = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    if not watched.issuperset(_TABLE.findall(sql)) or "TIMESTAMP" in sql:
        return None
    # What asks for the hour is another question each time.
    if any(isinstance(param, datetime) or _is_moment(param) for param in params):
        return None
    return sql, tuple(map(str, params))


def _is_moment(param: object) -> bool:
    """SQLite is asked for moments in words."""
    return isinstance(param, str) and re.match(r"\d{4}-\d\d-\d\d \d\d:", param) is not None


@cache
def _watched() -> frozenset[str]:
    """Tables of which each change makes a new mark of the office."""
    whole = {*edition.tables(edition.PUBLIC), *edition.tables(edition.OFFICE)}
    return frozenset(whole - {*edition.exceptions(edition.PUBLIC), *edition.exceptions(edition.OFFICE)})  # fmt: skip


def get_changelist(self, request: HttpRequest, **kwargs) -> type[ChangeList]:
    return OfficeList


def action_checkbox(self, row: Model) -> SafeString:
    """Django's box before a row; its own is drawn by a template, which took a quarter of the time of a list."""
    label = gettext(_SELECT).format(row)
    return format_html(
        '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
        ACTION_CHECKBOX_NAME,
        row.pk,
        label,
    )
