"""Dates for the pages of others: what they may choose, and the code they copy."""

from urllib.parse import urlsplit

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bildungsregion.base.forms import SiteForm


USUAL_NUMBER, HIGHEST_NUMBER = 5, 20
# What a frame needs for its head and foot, and for each date, in CSS pixels.
FRAME_HEIGHT, DATE_HEIGHT, HIGHEST_FRAME = 150, 112, 900


class LookForm(SiteForm):
    """How many dates, and in which colours; nothing in it is ever an error, what is not understood is the usual."""

    class Colours:
        DEVICE, LIGHT = "", "hell"
        choices = ((DEVICE, _("hell oder dunkel, wie das Gerät es will")), (LIGHT, _("immer hell")))

    anzahl = forms.IntegerField(
        label=_("Zahl der Termine"),
        min_value=1,
        max_value=HIGHEST_NUMBER,
        required=False,
        widget=forms.Select(choices=[(n, n) for n in (3, 5, 8, 10, 15, HIGHEST_NUMBER)]),
    )
    farben = forms.ChoiceField(label=_("Farben"), choices=Colours.choices, required=False)

    @property
    def number(self) -> int:
        return self._chosen("anzahl") or USUAL_NUMBER

    @property
    def is_light(self) -> bool:
        return self._chosen("farben") == self.Colours.LIGHT

    @property
    def query(self) -> dict[str, str]:
        """What differs from the usual, for an address."""
        query = {"anzahl": str(self.number)} if self.number != USUAL_NUMBER else {}
        return query | ({"farben": self.Colours.LIGHT} if self.is_light else {})

    def _chosen(self, name: str):
        self.full_clean()
        return self.cleaned_data.get(name)


def look(data) -> LookForm:
    """The form with what an address says; without anything it stands at the usual."""
    return LookForm(
        {"anzahl": USUAL_NUMBER} | {n: data[n] for n in LookForm.base_fields if n in data}
    )


def frame_height(number: int) -> int:
    """Room for so many dates in one column; what is longer scrolls."""
    return min(FRAME_HEIGHT + DATE_HEIGHT * number, HIGHEST_FRAME)


def frame_code(address: str, title: str, number: int) -> SafeString:
    """The HTML that shows the frame; the style is for pages of others, which have no class for it."""
    return format_html(
        '<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy" style="border:0"></iframe>',
        address,
        title,
        frame_height(number),
    )


def fetch_code(address: str) -> str:
    """A line for a server's timetable that fetches the list; the page then includes the file."""
    # In a crontab a percent sign ends the command unless it is escaped.
    quoted = address.replace("%", "\\%")
    return f"17 * * * *  curl -fsS --max-time 20 -o termine.neu '{quoted}' && mv termine.neu termine.html"


def webcal(address: str) -> str:
    """The address as calendar programs know it: they open it to subscribe."""
    return urlsplit(address)._replace(scheme="webcal").geturl()
