"""What is kept or sent to others is German, whatever language the page is in that caused it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone, translation
from django.utils.translation import trans_real

from actors.models import ChangeProposal
from bildungsregion.base.models import Subscription
from tests.factories.actors import make_actor, make_offer
from tests.factories.registration import make_open_event


pytestmark = pytest.mark.django_db
FOREIGN = "غير ألماني"


@pytest.fixture(autouse=True)
def _everything_is_translated(region, monkeypatch):
    """Arabic as if each text of the source were translated."""

    class Everything(dict):
        def get(self, key, default=None):
            return f"{FOREIGN} {key}" if isinstance(key, str) and key else default

        def plural(self, *args):
            raise KeyError

    monkeypatch.setattr(trans_real.translation("ar"), "_catalog", Everything())


@pytest.fixture
def send(client, clock):
    def post(path, typed):
        form = client.get(path).context["form"]
        clock(timezone.now() + timedelta(minutes=1))
        return client.post(path, {"stamp": form["stamp"].value(), "homepage": ""} | typed)

    return post


def test_translations_of_this_test_are_seen(client):
    assert FOREIGN in client.get("/ar/").content.decode()
    assert FOREIGN not in client.get("/").content.decode()


def test_mails_to_others_are_german(send):
    event = make_open_event()
    offer = make_offer(slug="salz", actor=make_actor(email="info@museum.example"))

    send(f"/ar/lernorte/{offer.slug}/anfragen/", {
        "institution": "Grundschule", "name": "A. Leitung", "email": "leitung@schule.example", "children": "24",
        "adults": "2", "dates": "4. Mai", "message": "Geht das?",
    })  # fmt: skip
    send(f"/ar/veranstaltungen/{event.slug}/anmelden/", {
        "name": "Familie Abel", "email": "abel@familie.example", "persons": "2",
    })  # fmt: skip

    assert len(mail.outbox) == 3
    for told in mail.outbox:
        assert FOREIGN not in told.subject + told.body
        assert "/ar/" not in told.body


def test_report_of_a_mistake_is_kept_in_german(send):
    make_actor(slug="museum")

    send(
        "/ar/akteure/museum/melden/", {"what": "adresse", "text": "Nr. 12", "email": "a@b.example"}
    )

    kept = ChangeProposal.objects.get().message
    assert kept.endswith("Nr. 12")
    assert FOREIGN not in kept


def test_subscription_is_kept_in_german_and_confirmed_in_its_language(send):
    send("/ar/abo/akteure/?art=kita", {"email": "a@b.example", "rhythm": "weekly"})

    assert FOREIGN not in Subscription.objects.get().title
    assert FOREIGN in mail.outbox[0].body


@pytest.mark.parametrize(
    "path", ["/mein-bereich/", "/foerderung/antraege/", "/foerderung/antraege/neu/", "/verwaltung/"]
)
def test_places_of_work_are_german_only(client, path):
    assert client.get(f"/ar{path}").status_code == 404
    with translation.override("ar"):
        assert client.get(path).headers["Content-Language"] == "de"
