"""The command that serves the portal for tests: that of the installation, by the Python that runs them."""

import sys


def gunicorn(application: str = "bildungsregion.wsgi") -> list[str]:
    """To be run in the project's folder; where it listens comes from BIND."""
    return [sys.executable, "-m", "gunicorn", application, "--config", "deploy/gunicorn.conf.py"]
