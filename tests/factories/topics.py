"""What the office says to a topic: next steps, first entries, steps of a transition."""

from itertools import count

from actors.models import Topic
from pages.models import TopicLink, TopicPin, TransitionStep


_numbers = count(1)


def make_topic_link(topic: Topic, **fields) -> TopicLink:
    defaults = {"label": f"Beraten lassen {next(_numbers)}", "url": "/kontakt/"}
    return TopicLink.objects.create(topic=topic, **defaults | fields)


def make_pin(topic: Topic, **entry) -> TopicPin:
    """``make_pin(topic, actor=museum)``; further fields as they are."""
    return TopicPin.objects.create(topic=topic, **entry)


def make_step(topic: Topic, **fields) -> TransitionStep:
    defaults = {"when": "Im letzten Kita-Jahr", "title": f"Schritt {next(_numbers)}"}
    return TransitionStep.objects.create(topic=topic, **defaults | fields)
