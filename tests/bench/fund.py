"""What is measured of the fund; each function gives one or more Measured."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, process_time
from timeit import Timer

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from funding import actions, grant, ledger_proof, reports, typesetting
from funding.models import Receipt
from tests.funding.letter_samples import RULES, context

from .figures import Measured, Run, median_of


# Two visits with a bus, two kinds of tickets, a fee and material each.
VISIT = [
    grant.Cost("bus", 312_49),
    grant.Cost("entry", 408_00, 48, 8_50),
    grant.Cost("entry", 27_00, 3, 9_00, "", True),
    grant.Cost("honorar", 90_00),
    grant.Cost("sach", 38_50),
]


def reckoning(run: Run) -> Iterator[Measured]:
    """A grant of ten lines, the pure function; processor time, so that other work does not count."""
    plan = [grant.Appointment(VISIT), grant.Appointment(VISIT)]
    timer = Timer(lambda: grant.compute(RULES, plan), timer=process_time)
    rounds = [seconds / 1000 * 1e6 for seconds in timer.repeat(7, 1000)]
    yield Measured("Zuschuss berechnen, zehn Zeilen", rounds, "µs", at_most=50)


def letter(run: Run) -> Iterator[Measured]:
    """A grant notice as PDF/UA and PDF/A."""
    kind = typesetting.Kind.GRANT_NOTICE
    rounds = median_of(lambda: typesetting.render(kind, context(kind)), times=15)
    yield Measured("Bescheid als PDF", rounds, "ms", at_most=15)


def case_list(run: Run) -> Iterator[Measured]:
    """The office's list of 5,000 cases, filtered."""
    client, cookie = _office()
    filters = {"ganz": "", "gefiltert": "?stand=reported", "gesucht": "?q=Grundschule+7"}
    for name, query in filters.items():
        path = reverse("admin:funding_application_changelist") + query
        client.get(path)
        with counting() as counted:
            assert client.get(path).status_code == 200
        yield Measured(f"Liste der 5.000 Anträge, {name}: Abfragen", counted, "", at_most=25)
        if name != "gesucht":
            label = f"Liste der 5.000 Anträge, {name}: Anteil der nackten Ansicht"
            yield Measured(label, run.ratios(path, cookie), "", at_least=0.12)


def committee_report(run: Run) -> Iterator[Measured]:
    """Ten years of 250 cases beside each other."""
    programme = run.first.programme
    with counting() as counted:
        found = reports.comparison(programme)
    assert len(found.years) == 10
    yield Measured("Auswertung über zehn Jahre: Abfragen", counted, "", at_most=8)
    rounds = median_of(lambda: reports.comparison(programme), times=5)
    yield Measured("Auswertung über zehn Jahre", rounds, "ms")
    _client, cookie = _office()
    path = reverse("funding:report_year", args=[programme.slug, run.first.budget_year.year])
    yield Measured(
        "Auswertung eines Jahres: Anteil der nackten Ansicht", run.ratios(path, cookie), ""
    )


def settling(run: Run) -> Iterator[Measured]:
    """A year of 250 cases, every receipt accepted, each with its letter."""
    by = _officer("Abrechnung")
    rounds, queries = [], []
    for case in run.reported:
        receipts = list(Receipt.objects.filter(cost_line__appointment__application=case))
        began = perf_counter()
        with counting() as counted:
            for receipt in receipts:
                actions.judge_receipt(receipt=receipt, by=by)
            actions.settle(application=case, by=by)
        rounds.append((perf_counter() - began) * 1000)
        queries.append(counted[0])
    yield Measured("Ein Jahr abrechnen, je Antrag", rounds, "ms")
    yield Measured("Ein Jahr abrechnen: Abfragen je Antrag", queries, "")
    began = perf_counter()
    faults = ledger_proof.faults()
    assert faults == [], faults[:3]
    yield Measured("Beweis der Bücher danach", [(perf_counter() - began) * 1000], "ms")


@contextmanager
def counting() -> Iterator[list[int]]:
    """How many queries this process asks meanwhile, as a list of the one number."""
    counted = [0]

    def count(execute, *query):
        counted[0] += 1
        return execute(*query)

    with connection.execute_wrapper(count):
        yield counted


def _officer(name: str) -> User:
    user = User.objects.create_user(f"{name.lower()}@landkreis.example", name=name, is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="funding"))
    return user


def _office(*apps: str) -> tuple[Client, str]:
    """Somebody who reads cases, and all of these apps: a client in this process, and the cookie for the server."""
    user = User.objects.filter(email="liste@landkreis.example").first() or _officer("Liste")
    user.user_permissions.add(*Permission.objects.filter(content_type__app_label__in=apps))
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = settings.SESSION_COOKIE_NAME
    return client, f"{name}={client.cookies[name].value}"


BENCHES = (reckoning, letter, case_list, committee_report, settling)
