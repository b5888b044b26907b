"""nginx with the site of deploy/nginx before the portal, if this machine has nginx."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.running.test_proxy import HOST, Site as Proxy

from .doors import Door
from .site import Site


NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
SUBJECT = ("-subj", f"/CN={HOST}", "-days", "2")


@contextmanager
def behind_nginx(folder: Path, **given: str) -> Iterator[Site]:
    """A running portal, reached over TLS through nginx; without nginx it is reached itself."""
    if not NGINX:
        with Site(folder, **given) as site:
            yield site
        return
    proxy = Proxy(folder)
    site = Site(
        folder,
        HTTPS="true",
        ALLOWED_HOSTS=HOST,
        PORTAL_URL=f"https://{HOST}",
        CSRF_TRUSTED_ORIGINS=f"https://{HOST}",
        BEHIND_PROXY="true",
        X_ACCEL_PREFIX="/geschuetzt/",
        **given,
    )
    proxy.portal, site.door = site.port, Door(proxy.secure, HOST)
    certify(folder)
    proxy.write_site()
    server = subprocess.Popen([NGINX, *proxy.nginx()[1:]])
    try:
        with site:
            yield site
    finally:
        server.terminate()
        server.wait(20)


def certify(folder: Path) -> None:
    """A certificate that nobody trusts, for two days."""
    key = ("-newkey", "rsa:2048", "-nodes", "-keyout", str(folder / "privkey.pem"))
    command = ["openssl", "req", "-x509", *key, "-out", str(folder / "fullchain.pem"), *SUBJECT]
    subprocess.run(command, check=True, capture_output=True)
