"""The layer outside closes connections between requests; that of a test's transaction must stay."""

import pytest
from django import db
from django.core import signals


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    monkeypatch.setattr("bildungsregion.running.watch.close_old_connections", lambda: None)
    ends = (signals.request_started, signals.request_finished)
    for signal in ends:
        signal.disconnect(db.close_old_connections)
    yield
    for signal in ends:
        signal.connect(db.close_old_connections)
