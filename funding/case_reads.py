"""A case as its pages and verbs read it: in few queries, whose SQL is written once (docs/adr/0356)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import Enum

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from bildungsregion.base.prepared import Prepared

from .models import Application, Appointment, Attachment, CostLine, Receipt


# What a page of the case shows; the outline of its municipality is for maps.
_SHOWN = ("rule_set", "programme", "institution__municipality", "provider", "claim")
# What the steps of its form show of it.
_FILLED_IN = ("programme", "institution__municipality")
_ACTED_ON = ("programme", "rule_set", "budget_year", "institution", "provider", "municipality")


def shown(cases: QuerySet[Application], with_rows: Iterable[str] = _SHOWN) -> QuerySet[Application]:
    """Each case with what its pages say of it, without its costs; ``with_rows`` are the rows it belongs to."""
    files = Attachment.objects.filter(application=OuterRef("pk"))
    rows = cases.select_related(*with_rows).defer("institution__municipality__geometry")
    return rows.annotate(has_files=Exists(files))


def _own(number: str, token: str, user: int) -> QuerySet[Application]:
    key = Q(number=number) | Q(token=token)
    return Application.objects.of_account(user).filter(key)


_OWN = Prepared(lambda **asked: shown(_own(**asked)), number=str, token=str, user=int)
# Who sends a step is asked for what finds and opens it alone: what is written is read anew with its lock.
_OPENS = ("number", "token", "status", "on_behalf")
_OWN_SENT = Prepared(lambda **asked: _own(**asked).only(*_OPENS), number=str, token=str, user=int)
_OWN_FORM = Prepared(
    lambda **asked: shown(_own(**asked), _FILLED_IN), number=str, token=str, user=int
)
_TIED = Prepared(
    lambda case, user: Application.objects.of_account(user).filter(pk=case).values_list("pk"),
    case=int,
    user=int,
)


_SENT_BY = Prepared(
    lambda token: Application.objects.filter(submit_token=token).values_list("pk"), token=str
)


def _to_write(case: int) -> QuerySet[Application]:
    return Application.objects.filter(pk=case).select_for_update(of=("self",), no_key=True)


def _form_to_write(case: int, user: int) -> QuerySet[Application]:
    own = Application.objects.of_account(user).filter(pk=OuterRef("pk"))
    return _to_write(case).select_related("programme").annotate(is_own=Exists(own))


_FORM_TO_WRITE = Prepared(_form_to_write, case=int, user=int)
_TO_WRITE = Prepared(
    lambda case: _to_write(case).select_related(*_ACTED_ON).defer("municipality__geometry"),
    case=int,
)
_APPOINTMENTS = Prepared(lambda case: Appointment.objects.filter(application=case), case=int)
_FILES = Prepared(lambda case: Attachment.objects.filter(application=case), case=int)
_ACTUAL = CostLine.Phase.ACTUAL
_RECEIPTS = Prepared(
    lambda case: (
        Receipt.objects.filter(cost_line__appointment__application=case)
        .select_related("attachment")
        .order_by("pk")
    ),
    case=int,
)
_LINES = Prepared(lambda case: CostLine.objects.filter(appointment__application=case), case=int)


def is_used(token: str) -> bool:
    """Whether an application was filed by this form."""
    return bool(_SENT_BY.rows(token=token))


def has_files(case: Application) -> bool:
    """Whether anything is attached; known of a case that was read to be shown."""
    known = vars(case).get("has_files")
    return case.attachments.exists() if known is None else known


class Reading(Enum):
    """How much of its case a page reads: all that is shown of one, what a step of its form shows, or its row alone."""

    WHOLE, FORM, ROW = _OWN, _OWN_FORM, _OWN_SENT


def own(key: str, user: int, reading: Reading = Reading.WHOLE) -> Application | None:
    """The case of this address if it is one of this account's own; else None."""
    return reading.value.row(number=key.upper(), token=key, user=user)


def is_own(case: Application, user: int) -> bool:
    """Whether this account may act for the institution in this case (ApplicationQuerySet.of_account)."""
    told = vars(case).get("own_of")
    if told is not None and told[0] == user:
        return told[1]
    return bool(_TIED.rows(case=case.pk, user=user))


def locked(case: Application, *, form_of: int | None = None) -> Application | None:
    """The case as it is now, its row locked until the transaction ends; None where it is gone.

    ``form_of``: the account that writes into its form. Of the rows it belongs to, only its programme is read with it
    then, and whether it is the account's own (``is_own``) is asked in one go.
    """
    if form_of is None:
        return _TO_WRITE.row(case=case.pk)
    found = _FORM_TO_WRITE.row(case=case.pk, user=form_of)
    if found is not None:
        found.own_of = form_of, found.is_own
    return found


def acted_on(case: Application) -> Application:
    """A locked case as it stands in the database by now, with its costs."""
    fresh = locked(case)
    read_costs(fresh)
    return fresh


def attachments(case: Application) -> list[Attachment]:
    """Its files, the oldest first; as they are known, if they are."""
    if "attachments" in getattr(case, "_prefetched_objects_cache", ()):
        return list(case.attachments.all())
    return _FILES.rows(case=case.pk)


@contextmanager
def files_known(case: Application) -> Iterator[None]:
    """Its files are read once for all who ask for them inside."""
    _keep(case, "attachments", _FILES.rows(case=case.pk))
    try:
        yield
    finally:
        case._prefetched_objects_cache.pop("attachments", None)


def receipts(case: Application) -> list[Receipt]:
    """What was handed in for its costs, each with its file; only actual costs have any."""
    visits = case.appointments.all()
    has_actual = any(line.phase == _ACTUAL for visit in visits for line in visit.cost_lines.all())
    return _RECEIPTS.rows(case=case.pk) if has_actual else []


def read_costs(case: Application) -> None:
    """Read the appointments and their costs anew, in two queries, for all who ask for them until they are forgotten."""
    forget_costs(case)
    lines = defaultdict(list)
    for line in _LINES.rows(case=case.pk):
        lines[line.appointment_id].append(line)
    appointments = _APPOINTMENTS.rows(case=case.pk)
    for appointment in appointments:
        appointment.application = case
        for line in lines[appointment.pk]:
            line.appointment = appointment
        _keep(appointment, "cost_lines", lines[appointment.pk])
    _keep(case, "appointments", appointments)


def take_costs(case: Application, read: Application) -> None:
    """Know the costs from another reading of the same version of the case: each change of them makes a new one."""
    appointments = list(read.appointments.all())
    for appointment in appointments:
        appointment.application = case
    _keep(case, "appointments", appointments)


def _keep(row: Model, name: str, others: list[Model]) -> None:
    """As prefetch_related() leaves them."""
    found = getattr(row, name).get_queryset()
    found._result_cache, found._prefetch_done = others, True
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found


def know_costs(case: Application) -> None:
    """Read them unless that was done."""
    if "appointments" not in getattr(case, "_prefetched_objects_cache", ()):
        read_costs(case)


def forget_costs(case: Application) -> None:
    """Somebody writes them: whoever asks next reads them anew."""
    getattr(case, "_prefetched_objects_cache", {}).pop("appointments", None)
