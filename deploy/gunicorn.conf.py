"""The application server, for systemd and for containers alike; what differs comes from the environment."""

import os
import sys


bind = os.environ.get("BIND", "127.0.0.1:8000")
# One for each core; each takes one request at a time, mails leave by the outbox.
workers = int(os.environ.get("WEB_WORKERS", "2"))
max_requests = 2000
max_requests_jitter = 200
# A letter is drawn in milliseconds, an archive of a case in seconds.
timeout = 60
graceful_timeout = 30
keepalive = 5
# Only the proxy talks to it.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
limit_request_line = 8190
# No door beside the one for requests.
control_socket_disable = True
# Each answer is a line of the portal's own log (bildungsregion/running/watch.py).
accesslog = None
errorlog = "-"
_lines = {"json": "JsonLines", "text": "TextLines"}[os.environ.get("LOG_FORMAT", "json")]
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"bildungsregion.running.lines.{_lines}"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": [], "level": "ERROR", "propagate": False},
    },
}


def on_reload(server):
    """A new version may be there: workers to come read the log's module afresh, too."""
    for name in [one for one in sys.modules if one.split(".")[0] == "bildungsregion"]:
        del sys.modules[name]
