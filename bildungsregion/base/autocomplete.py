"""Fields of the admin that suggest rows: whatever is typed or sent, the form answers with a sentence.

Django's widget asks the database for what was posted in order to show it again beside the error; text where a
number belongs ends in 500 there, although the form has refused it already.
"""

from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.widgets import AutocompleteMixin
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Field


class Suggestions(AutocompleteJsonView):
    """The rows that fit what is being typed; PostgreSQL refuses a NUL."""

    def process_request(self, request):
        term, *rest = super().process_request(request)
        return term.replace("\x00", ""), *rest


_django_optgroups = AutocompleteMixin.optgroups


def _optgroups(self, name, value, attr=None):
    """Shows again what can be a row's key, and leaves out what cannot."""
    remote = self.field.remote_field
    name_of_key = getattr(remote, "field_name", None)
    key = remote.model._meta.get_field(name_of_key) if name_of_key else remote.model._meta.pk
    return _django_optgroups(self, name, [one for one in value if _is_key(key, one)], attr)


def _is_key(field: Field, value) -> bool:
    try:
        key = field.to_python(value)
    except ValidationError:
        return False
    if not isinstance(key, int):
        return "\x00" not in str(key)
    least, most = connection.ops.integer_field_range(field.get_internal_type())
    return (least is None or key >= least) and (most is None or key <= most)


AutocompleteMixin.optgroups = _optgroups
