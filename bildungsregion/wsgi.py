import os

from django.core.wsgi import get_wsgi_application


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bildungsregion.settings")
_django = get_wsgi_application()

from bildungsregion.base.kept_pages import FrontDesk  # noqa: E402  (needs the settings)
from bildungsregion.running.watch import Watch  # noqa: E402  (asks for models)


application = Watch(FrontDesk(_django))
