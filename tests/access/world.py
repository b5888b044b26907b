"""A portal with one row of everything, most of it of one institution; and what stands in the addresses."""

from dataclasses import dataclass
from datetime import time, timedelta

from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Deputyship
from actors import keys
from actors.models import ChangeProposal, Claim, FreshnessAsk, Invitation, OldAddress
from bildungsregion.base.models import Subscription
from bildungsregion.base.pictures import Picture
from events.models import DateRule, FeedRun, Submission
from funding import actions
from funding.models import VenueConfirmation
from pages import video_files
from pages.models import FormerAddress, Page, PreviewLink, Video
from projects.models import Adoption
from tests.access import people
from tests.access.places import Place
from tests.factories.actors import (
    make_actor,
    make_life_phase,
    make_municipality,
    make_offer,
    make_topic,
)
from tests.factories.anything import make_anything
from tests.factories.documents import make_document, make_document_series
from tests.factories.events import make_event, make_terms
from tests.factories.feeds import make_feed
from tests.factories.funding import (
    actual_lines,
    let_pass,
    make_decided,
    make_draft,
    make_school,
    make_submitted,
)
from tests.factories.keeping import add_file
from tests.factories.members import make_account, make_tie
from tests.factories.pages import make_body, make_news, make_page
from tests.factories.pictures import make_picture
from tests.factories.projects import make_practice, make_proposal
from tests.factories.registration import AHEAD, make_open_event, register


KEY = "k" * 43
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41" + bytes(range(200))
# What no row has: a number, and a word that fits every kind of argument in an address.
NO_NUMBER, NO_WORD = 987_654_321, "gibtesnicht"


@dataclass
class World:
    people: dict[str, people.Person]
    # Beginning of a route → values of its arguments.
    values: dict[str, dict[str, object]]

    def address(self, place: Place) -> str:
        """Where the rows of this world stand; what no table says is asked of the row of the admin."""
        return place.address(self.values_of(place))

    def made_up(self, place: Place, row: str) -> str:
        """The same address with a row that there is not, named by its argument."""
        values = self.values_of(place)
        nothing = NO_NUMBER if str(values[row]).isdecimal() else NO_WORD
        return place.address(values | {row: nothing})

    def values_of(self, place: Place) -> dict[str, object]:
        found: dict[str, object] = {}
        for beginning in sorted(self.values, key=len):
            if place.route.startswith(beginning):
                found |= self.values[beginning]
        return found


def make_world() -> World:
    """Everything once, and somebody of each kind."""
    town = make_municipality()
    ours, theirs = (
        make_school(name=name, slug=slug, email=f"info@{slug}.example", municipality=town)
        for name, slug in (("Unsere Schule", "unsere"), ("Andere Schule", "andere"))
    )
    users = {kind: people.make_user_of(kind, ours, theirs) for kind in people.EVERYBODY}
    values = public_rows() | own_rows(ours, users) | events_of(ours, users) | cases_of(ours, users)
    values["verwaltung/funding/application/"] = values.pop("cases")
    for beginning, rows in office_rows(users).items():
        values[beginning] = rows | values.get(beginning, {})
    seated = {kind: people.sit_down(kind, user) for kind, user in users.items()}
    return World(seated, values)


def public_rows() -> dict[str, dict]:
    """What everybody sees, whoever it is of."""
    topic = make_topic("Probethema")
    museum = make_actor(
        "Museum", slug="museum", kind="museum", code="xyz", email="info@museum.example"
    )
    offer = make_offer("Führung", slug="fuehrung", actor=museum)
    document = make_document(content=b"%PDF-1.7 text", slug="bericht", short="br")
    version = document.versions.get()
    picture = make_picture()
    page, news = make_page(slug="seite"), make_news(slug="meldung")
    link = PreviewLink.objects.create(page=page, expires_at=timezone.now() + timedelta(days=1))
    make_topic("Übergang", slug="uebergang", kind="transition")
    video = Video(title="Das Portal", page=page, transcript="Guten Tag!", captions="WEBVTT")
    video_files.store(video, video_files.check(SimpleUploadedFile("film.mp4", MP4)))
    waiting = make_anything(Subscription, list="akteure")
    return {
        "": {"slug": page.slug},
        "daten/": {"fmt": "csv"},
        "konto/": {"key": KEY, "uidb36": "x", "pk": NO_NUMBER},
        "a/": {"code": museum.code},
        "akteure/": {"slug": museum.slug},
        "lernorte/": {"slug": offer.slug},
        "gemeinden/": {"slug": museum.municipality.slug},
        "themen/": {"slug": topic.slug},
        "uebergaenge/": {"slug": "uebergang"},
        "lebensphasen/": {"slug": make_life_phase("Probephase").slug},
        "bildungsregion/gremien/": {"slug": make_body().slug},
        "aktuelles/": {"slug": news.slug},
        "vorschau/": {"key": link.key},
        "gemeldet/": {"signed": KEY},
        "abo/": {"slug": "akteure", "token": waiting.key},
        "teilen/": {"language": "de", "kind": "akteure", "slug": museum.slug, "check": "x"},
        "bilder/": {"pk": picture.pk, "width": picture.middle},
        "dokumente/": {"slug": document.slug, "number": version.number, "check": version.check_code},
        "dokumente/reihen/": {"slug": make_document_series().slug},
        "d/": {"short": document.short},
        "videos/": {"pk": video.pk, "check": video.check_code},
        "stimmt-noch/": {"key": make_anything(FreshnessAsk, actor=museum, email="a@museum.example").key},
    }  # fmt: skip


def own_rows(ours, users) -> dict[str, dict]:
    """What people of an institution find in Mein Bereich, but for its events."""
    contact, head = users[people.CONTACT], users[people.HEAD]
    offer = make_offer("Unser Angebot", slug="unser-angebot", actor=ours)
    newcomer, colleague = make_account("neu@konto.example"), make_account("kollegin@konto.example")
    later = timezone.now() + timedelta(days=1)
    claim = Claim.objects.create(actor=ours, user=newcomer, way="mail", mailed_to="info@unsere.example",
                                 key_hash=keys.hash_of(KEY), key_until=later)  # fmt: skip
    invitation = Invitation.objects.create(actor=ours, email=users[people.GUEST].email, invited_by=head,
                                           key_hash=keys.hash_of(KEY), key_until=later)  # fmt: skip
    picture = Picture.objects.latest("pk")
    proposal = ChangeProposal.objects.create(
        subject_pk=ours.pk, actor=ours, proposed_by=contact, wanted={"image": picture.name_of(picture.middle)},
    )  # fmt: skip
    practice = make_practice(slug="praxis", lead=ours)
    funder = practice.funders.create(
        name="Stiftung", logo=picture.name_of(picture.middle), logo_alt="Stiftung"
    )
    shown = practice.pictures.create(image=picture.name_of(picture.middle), alt="Bild", author="Büro", licence="cc0",
                                     shows_people=False)  # fmt: skip
    adoption = Adoption.objects.create(
        project=practice, name="Andere", text="Wir auch.", said_by=newcomer
    )
    proposed = make_proposal(actor=ours, proposed_by=contact, slug="unser-projekt").project
    own = {"slug": ours.slug, "pk": make_tie(colleague, ours, role="contact").pk}
    return {
        "akteure/<slug>/meine-einrichtung/": {"slug": ours.slug},
        "nachweis/": {"key": KEY},
        "einladung/": {"key": KEY},
        "projekte/": {"slug": practice.slug},
        "projekte/<slug>/bilder/": {"pk": shown.pk},
        "projekte/<slug>/foerderer/": {"pk": funder.pk},
        "mein-bereich/": own | {"offer": offer.slug, "part": "kontakt"},
        "mein-bereich/vorschlag/": {"pk": proposal.pk, "which": "neu"},
        "mein-bereich/<slug>/einladung/": {"pk": invitation.pk},
        "mein-bereich/<slug>/anspruch/": {"pk": claim.pk},
        "mein-bereich/<slug>/projekte/": {"project": proposed.slug},
        "mein-bereich/<slug>/projekte/<project>/aendern/": {"project": practice.slug},
        "mein-bereich/<slug>/projekte/uebernahmen/": {"pk": adoption.pk},
    }  # fmt: skip


def events_of(ours, users) -> dict[str, dict]:
    event = make_open_event(event={"organiser": ours, "slug": "unser-fest"})
    make_terms(event)
    rule = make_anything(
        DateRule, event=event, rrule="FREQ=WEEKLY", starts_time=time(16), minutes=60
    )
    place = register(event)
    waiting = make_event(slug="wartet", organiser=ours, is_published=False, dates=AHEAD)
    day = timezone.localdate()
    submission = Submission.objects.create(event=waiting, submitted_by=users[people.CONTACT], email="a@b.example",
                                           state="open", confirmed_on=day)  # fmt: skip
    series = make_anything(apps.get_model("events", "Series"), title="Reihe", slug="reihe")
    return {
        "veranstaltungen/": {"slug": event.slug, "number": 1, "key": place.key},
        "veranstaltungen/<slug>/anmeldungen/": {"kind": "xlsx"},
        "veranstaltungen/archiv/": {"year": 2026},
        "veranstaltungen/monat/": {"period": "2026-04"},
        "veranstaltungen/woche/": {"period": "2026-W16"},
        "veranstaltungen/tag/": {"period": "2026-04-14"},
        "veranstaltungen/einreichen/": {"key": submission.key},
        "veranstaltungen/reihen/": {"slug": series.slug},
        "mein-bereich/<slug>/veranstaltungen/": {"event": event.slug, "number": 1, "rule": rule.pk},
        "mein-bereich/<slug>/veranstaltungen/<event>/zurueckziehen/": {"event": waiting.slug},
        "verwaltung/events/event/": {"date": event.occurrences.get().pk, "rule": rule.pk},
    }  # fmt: skip


def cases_of(ours, users) -> dict[str, dict]:
    """A draft, one that was sent, and one that was granted and is over."""
    by = users[people.CONTACT]
    draft = make_draft(by=by, institution=ours)
    sent = make_submitted(by=by, institution=ours)
    granted = let_pass(make_decided(by=by, institution=ours))
    file = add_file(granted)
    visit = granted.appointments.first()
    make_anything(
        VenueConfirmation, appointment=visit, token_sha256=VenueConfirmation.fingerprint(KEY)
    )
    year = granted.budget_year
    actions.begin_report(application=granted, by=by)
    line = actual_lines(granted).first()
    case = "foerderung/antraege/<key>/"
    return {
        "foerderung/auswertung/": {"slug": granted.programme.slug, "year": year.year, "fmt": "csv"},
        case: {"key": granted.number, "pk": granted.letters.first().pk, "section": "vorhaben"},
        f"{case}<section>/": {"key": draft.token},
        f"{case}pruefen/": {"key": draft.token},
        f"{case}verwerfen/": {"key": draft.token},
        f"{case}zurueckziehen/": {"key": sent.number},
        f"{case}anlagen/": {"pk": file.pk},
        f"{case}nachweis/": {"line": line.pk, "pk": visit.pk},
        "foerderung/besuch/": {"token": KEY},
        "cases": {"pk": granted.pk, "object_id": granted.pk, "file": file.pk, "case": sent.pk},
    }


def office_rows(users) -> dict[str, dict]:
    """A row of every model that has lists in the office, by the beginning of its addresses."""
    feed = make_feed()
    role = users["lesend"].groups.get()
    make_anything(
        Deputyship,
        principal=users["lesend"],
        deputy=make_account("vertretung@konto.example"),
        role=role,
    )
    # Lent to nobody of these, so that each has the rights of one role.
    table = b"Titel;Beginn\nFest;14.04.2026"
    make_anything(FeedRun, feed=feed, state="open", file_name="fest.csv", content=table)
    make_anything(FormerAddress, page=Page.objects.first())
    make_anything(OldAddress, slug="frueher")
    nothing = dict.fromkeys(("other", "link", "change", "case", "object_id", "pk"), NO_NUMBER)
    words = {"url": NO_WORD, "app_label": "actors", "content_type_id": 1, "fmt": "csv", "form": "pdf", "kind": "x",
             "booking": "x", "label": "actors.topic", "name": NO_WORD, "slug": NO_WORD, "app": "actors",
             "model": "actor", "number": 1, "file": NO_NUMBER}  # fmt: skip
    found = {"verwaltung/": nothing | words, "hilfe/": {"slug": "anmelden"}}
    for model in admin.site._registry:
        at = f"verwaltung/{model._meta.app_label}/{model._meta.model_name}/"
        row = make_anything(model)
        found[at] = dict.fromkeys(("object_id", "pk"), row.pk)
    return found
