"""Where sessions lie: in Django's table, read by a query that is written once (docs/adr/0356)."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from bildungsregion.base.prepared import Prepared


_OF_KEY = Prepared(lambda key: Session.objects.filter(session_key=key), key=str)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        session = _OF_KEY.row(key=self.session_key)
        if session is not None and session.expire_date > timezone.now():
            return session
        # What is over is gone: the next thing that is kept opens a session of its own.
        self._session_key = None
        return None
