from django.urls import reverse
from django.views.generic import DetailView

from events.embedding import webcal
from events.models import Event, Occurrence, Series
from events.structured import event_facts


# How many dates of one event search engines are told.
DATES_TOLD = 10


class EventDetail(DetailView):
    queryset = Event.objects.published().select_related("organiser", "place_actor", "series")

    def get_context_data(self, **kwargs):
        event = self.object
        occurrences = list(event.occurrences.all())
        for occurrence in occurrences:
            occurrence.event = event
        coming = [occurrence for occurrence in occurrences if not occurrence.is_past]
        past = [occurrence for occurrence in reversed(occurrences) if occurrence.is_past]
        co_organisers = list(event.co_organisers.published())
        languages = list(event.languages.all())
        codes = [language.slug for language in languages]
        absolute = self.request.build_absolute_uri
        structured = [
            event_facts(date, absolute, co_organisers=co_organisers, languages=codes)
            for date in (coming or past)[:DATES_TOLD]
        ]
        return super().get_context_data(
            coming=coming,
            first_date=next(iter(coming or past), None),
            past=past,
            co_organisers=co_organisers,
            topics=event.topics.published(),
            target_groups=event.target_groups.all(),
            languages=languages,
            documents=event.documents.published().newest_first(),
            structured=structured,
            webcal_url=webcal(absolute(reverse("events:event_ics", args=[event.slug]))),
            **kwargs,
        )


class SeriesDetail(DetailView):
    """A series with the dates of its published events."""

    queryset = Series.objects.published()

    def get_context_data(self, **kwargs):
        dates = Occurrence.objects.published().filter(event__series=self.object).with_event()
        return super().get_context_data(coming=dates.coming(), past=dates.past(), **kwargs)
