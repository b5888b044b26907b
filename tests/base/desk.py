"""Pages as strangers get them from the application that gunicorn serves."""

from django.test import RequestFactory

from bildungsregion.wsgi import application


def asked_at_the_desk(address, method="GET", **environ):
    """Status, headers and body as a stranger gets them from the application that gunicorn serves."""
    given = {}
    environ = {"HTTP_X_REQUEST_ID": "mark-of-the-test"} | environ
    environ = RequestFactory().generic(method, address, **environ).environ
    parts = application(
        environ, lambda status, headers: given.update(status=status, headers=headers)
    )
    body = b"".join(parts)
    getattr(parts, "close", bool)()
    return int(given["status"][:3]), dict(given["headers"]), body


def shown(address: str) -> str:
    return asked_at_the_desk(address)[2].decode()
