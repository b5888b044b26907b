"""Applicants: each with an account, a school, a complete draft, a session and a file of their own."""

import io
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pikepdf
from django.conf import settings

from accounts.models import User
from actors.models import Municipality
from funding.models import Application
from tests.bench.crowd import session_key
from tests.factories.funding import make_draft, make_member, make_school

from .doors import Answer, Door, Dropped, multipart


DECLARED = {"declared_not_begun": "on", "declared_true": "on", "declared_privacy": "on"}
SIDE = 320
CSRF = "f" * 32


class Applicant:
    """Sends what a browser sends; ``door`` may change between two sendings."""

    def __init__(self, **fields):
        town = Municipality.objects.first()
        school = make_school(**({"municipality": town} if town else {}))
        self.user: User = make_member(school)
        self.case: Application = make_draft(by=self.user, institution=school, **fields)
        self.token = f"form{self.case.pk:016d}"
        self.session = session_key(self.user)
        self.pdf = a_pdf()
        self.told_filed = self.told_kept = False

    def address(self, step: str) -> str:
        return f"/foerderung/antraege/{self.case.token}/{step}/"

    def upload(self, door: Door) -> Answer:
        """Raises Dropped when the line breaks."""
        fields = {"csrfmiddlewaretoken": CSRF, "kind": "angebot"}
        body, kind = multipart(fields, [("files", "Angebot.pdf", self.pdf)])
        answer = self.post(door, "anlagen", body, kind)
        self.told_kept = self.told_kept or answer.status == 302
        return answer

    def file(self, door: Door) -> Answer:
        """Send the last form of the application, always the same one; raises Dropped."""
        answer = self.send(door, "pruefen", DECLARED | {"token": self.token})
        self.told_filed = self.told_filed or answer.location.endswith("/eingegangen/")
        return answer

    def receipt(self, door: Door) -> Answer:
        """Open the receipt as PDF."""
        cookie = cookie_of(door, self.session)
        address = self.address("eingangsbestaetigung").rstrip("/") + ".pdf"
        return door.ask("GET", address, Cookie=cookie)

    def send(self, door: Door, step: str, fields: dict[str, str]) -> Answer:
        body = urlencode({"csrfmiddlewaretoken": CSRF} | fields).encode()
        return self.post(door, step, body, "application/x-www-form-urlencoded")

    def post(self, door: Door, step: str, body: bytes, kind: str) -> Answer:
        cookie = cookie_of(door, self.session)
        return door.ask("POST", self.address(step), body, Cookie=cookie, Content_Type=kind)


def cookie_of(door: Door, session: str) -> str:
    """What a browser sends along; over HTTPS the cookies have other names (settings.HTTPS)."""
    names = ("__Host-sitzung", "__Host-csrf") if door.host else (
        settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)  # fmt: skip
    return f"{names[0]}={session}; {names[1]}={CSRF}"


def a_pdf(side: int = SIDE) -> bytes:
    """One page with a picture of noise: 300 kB that nothing makes smaller, and that no other file is equal to."""
    file, document = io.BytesIO(), pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    noise = pikepdf.Stream(
        document, os.urandom(side * side * 3), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image,
        Width=side, Height=side, ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8,
    )  # fmt: skip
    name = page.add_resource(noise, pikepdf.Name.XObject)
    page.contents_add(f"q 400 0 0 400 90 200 cm {name} Do Q".encode())
    document.save(file)
    return file.getvalue()


def tried(call: Callable[[], Answer]) -> Answer | None:
    """The answer, or None where the line broke."""
    try:
        return call()
    except Dropped:
        return None


def together(calls: Iterable[Callable]) -> list:
    """All at once, each in a thread; what they give, in order."""
    calls = list(calls)
    with ThreadPoolExecutor(len(calls)) as pool:
        return [job.result() for job in [pool.submit(call) for call in calls]]
