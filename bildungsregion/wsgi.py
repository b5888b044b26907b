import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bildungsregion.settings")
# What a start makes stays as long as the process: to look through it for rubbish took a quarter of the start, and
# later a pause in the middle of an answer (docs/adr/0367).
gc.disable()
_django = get_wsgi_application()

from bildungsregion.base.kept_pages import FrontDesk  # noqa: E402  (needs the settings)
from bildungsregion.running.watch import Watch  # noqa: E402  (asks for models)


application = Watch(FrontDesk(_django))
# Loads all views and writes down all addresses, before somebody waits for it.
reverse("home")
gc.freeze()
gc.enable()
