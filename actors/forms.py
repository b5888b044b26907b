from django import forms
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.forms import SiteForm

from .cost import LARGEST_GROUP


class GroupForm(SiteForm):
    """For how many people a price is reckoned; the query string of an offer's page."""

    kinder = forms.IntegerField(label=_("Kinder"), min_value=1, max_value=LARGEST_GROUP)
    erwachsene = forms.IntegerField(label=_("Erwachsene"), min_value=0, max_value=LARGEST_GROUP)

    usual = {"kinder": 24, "erwachsene": 2}

    @classmethod
    def of_query(cls, query) -> "GroupForm":
        """The form of a request; a class of usual size where nothing is asked."""
        asked = {name: query[name] for name in cls.usual if name in query}
        return cls({**cls.usual, **asked})

    @property
    def group(self) -> tuple[int, int]:
        """Children and adults: as asked, or the usual class where that cannot be understood."""
        if not self.is_valid():
            return self.usual["kinder"], self.usual["erwachsene"]
        return self.cleaned_data["kinder"], self.cleaned_data["erwachsene"]
