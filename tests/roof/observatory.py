"""The points that the HTTP Observatory gives, by its public rules (docs/security.md): 100 to begin with."""

import re
from collections.abc import Iterator, Mapping
from http.cookies import SimpleCookie


HALF_A_YEAR = 15_768_000
PRIVATE_REFERRERS = {
    "no-referrer",
    "same-origin",
    "strict-origin",
    "strict-origin-when-cross-origin",
}
UNSAFE = ("'unsafe-inline'", "'unsafe-eval'", "data:", "*", "http:", "https:")


def policy(header: str) -> dict[str, list[str]]:
    parts = (part.split() for part in header.split(";") if part.strip())
    return {name: sources for name, *sources in parts}


def points(
    headers: Mapping[str, str], cookies: SimpleCookie, html: str
) -> Iterator[tuple[str, int]]:
    """(rule, points): what is added to 100, and what is taken away."""
    csp = policy(headers.get("Content-Security-Policy", ""))
    yield "csp", _csp(csp)
    if cookies:
        flags = [one["secure"] and one["httponly"] and one["samesite"] for one in cookies.values()]
        yield "cookies", 5 if all(flags) else -20
    age = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    yield "hsts", 0 if age and int(age[1]) >= HALF_A_YEAR else -20
    yield "nosniff", 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5
    framed = csp.get("frame-ancestors") == ["'none'"]
    denied = headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN")
    yield "frames", 5 if framed else 0 if denied else -20
    yield "referrer", 5 if headers.get("Referrer-Policy") in PRIVATE_REFERRERS else -5
    yield "scripts", _scripts(html)
    yield "cors", -50 if headers.get("Access-Control-Allow-Origin") == "*" else 0
    corp = headers.get("Cross-Origin-Resource-Policy")
    yield "corp", 10 if corp in ("same-origin", "same-site") else 0
    yield "coop", 10 if headers.get("Cross-Origin-Opener-Policy") == "same-origin" else 0
    yield "coep", 10 if headers.get("Cross-Origin-Embedder-Policy") == "require-corp" else 0


def _csp(csp: dict[str, list[str]]) -> int:
    if not csp:
        return -25
    for name in ("script-src", "object-src", "style-src"):
        if set(csp.get(name, csp.get("default-src", ["*"]))) & set(UNSAFE):
            return -20
    return 10 if csp.get("default-src") == ["'none'"] else 5


def _scripts(html: str) -> int:
    """Own scripts need no fingerprint; strange ones do, and cost most when they come without HTTPS."""
    found = re.findall(r"<script\b[^>]*\bsrc=\"([^\"]+)\"[^>]*>", html)
    tags = re.findall(r"<script\b[^>]*\bsrc=\"[^\"]+\"[^>]*>", html)
    if any(source.startswith(("http:", "//")) for source in found):
        return -50
    if any(source.startswith("https:") for source in found):
        return -5
    return 5 if tags and all("integrity=" in tag for tag in tags) else 0
