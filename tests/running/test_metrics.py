"""Numbers for Prometheus, behind a switch and for allowed addresses."""

import re
from contextlib import closing

import pytest
from django.test import RequestFactory

from bildungsregion.running import metrics
from tests.base.desk import asked_at_the_desk
from tests.factories.funding import make_decided


pytestmark = pytest.mark.django_db
METRICS = "/metriken/"
LINE = re.compile(r'[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? \d+(\.\d+)?')


@pytest.fixture
def counting(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(metrics, "_counts", metrics._Counts())
    settings.METRICS, settings.METRICS_FILE = True, tmp_path / "metrics.sqlite3"


def test_there_is_no_such_page_unless_switched_on(region):
    assert asked_at_the_desk(METRICS)[0] == 404


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "203.0.113.9"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1, 203.0.113.9"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.9, ::1"}, 200),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "somewhere"}, 404),
    ],
)
def test_only_allowed_addresses_read_it(region, counting, settings, given, status):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    assert asked_at_the_desk(METRICS, **given)[0] == status


def test_fewer_proxies_than_there_should_be_are_refused(region, counting, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    asked = RequestFactory(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="::1").get(METRICS)

    assert not metrics.may_read(asked.environ)


@pytest.mark.django_db(transaction=True)
def test_answers_mails_and_cases_are_counted(region, counting):
    make_decided()
    asked_at_the_desk("/sitemap/")
    asked_at_the_desk("/sitemap/")
    asked_at_the_desk("/gibts/nicht/")

    text = asked_at_the_desk(METRICS)[2].decode()

    lines = text.splitlines()
    assert 'bildungsregion_requests_total{view="sitemap_page",status="200"} 2' in lines
    assert 'bildungsregion_requests_total{view="none",status="404"} 1' in lines
    assert 'bildungsregion_request_seconds_bucket{le="+Inf"} 3' in lines
    assert "bildungsregion_kept_pages_total 1" in lines
    assert 'bildungsregion_cases{state="approved"} 1' in lines
    assert [line for line in lines if not line.startswith("# ") and not LINE.fullmatch(line)] == []


def test_workers_add_to_one_sum(counting):
    one, other = metrics._Counts(), metrics._Counts()
    for counts in (one, other, one):
        counts.add(("bildungsregion_kept_pages_total", "", 1))
        counts.flush()

    with closing(metrics._store()) as store:
        assert store.execute("SELECT value FROM sums").fetchall() == [(3.0,)]
