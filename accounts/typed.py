"""What was sent after a session had ended is given back once the same person is there again (quality F11).

The forms of the fund do that themselves, in their own place (docs/adr/0063).
"""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .models import User


KEPT = "typed_before_sign_in"
MOST_CHARACTERS, MOST_FORMS = 200_000, 3
# Where something else keeps what was typed, or nothing should be kept.
ELSEWHERE = ("/foerderung/", "/konto/")
# What fields with secrets are called; "code" is that of the app, of a mail and of the recovery sheet alike.
SECRETS = frozenset(
    {
        "password",
        "password1",
        "password2",
        "oldpassword",
        "code",
        "credential",
        "csrfmiddlewaretoken",
    }
)


def keep(request: HttpRequest, user: User) -> None:
    """Put what was sent into the new session, bound to who had sent it; files and passwords are left out."""
    if request.path.startswith(ELSEWHERE):
        return
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if not _is_secret(name)
        for value in values
    ]
    if not sent or sum(len(name) + len(value) for name, value in sent) > MOST_CHARACTERS:
        return
    kept = request.session.get(KEPT, {})
    kept.pop(request.path, None)
    kept[request.path] = {
        "user": user.pk, "to": request.get_full_path(), "sent": sent, "had_files": bool(request.FILES),
    }  # fmt: skip
    request.session[KEPT] = dict(list(kept.items())[-MOST_FORMS:])


def _is_secret(name: str) -> bool:
    """Whether the field itself is called so, without the prefix of its form; a postcode is no code."""
    return re.split(r"[-:]", name)[-1] in SECRETS


def given_back(request: HttpRequest) -> HttpResponse | None:
    """The page that shows what was typed, with one button that sends it; once, and to its author only."""
    kept = request.session.get(KEPT)
    if not kept or request.path not in kept:
        return None
    row = kept.pop(request.path)
    request.session[KEPT] = kept
    if row["user"] != request.user.pk:
        return None
    texts = [value for _name, value in row["sent"] if len(value) > 2 and not value.isdecimal()]
    context = {"to": row["to"], "sent": row["sent"], "texts": texts, "had_files": row["had_files"]}
    return render(request, "accounts/own/typed.html", context)
