"""How a letter reached the institution, and from which day it counts as known (§ 41 VwVfG)."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .decisions import Letter


class DeliveryQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_on__isnull=True)

    def to_post(self):
        """Letters that must go to the post and have not yet: a task."""
        return self.current().filter(channel=Delivery.Channel.POST, notified_at__isnull=True)

    def unfetched(self):
        """Provided in the portal, and nobody of the institution has opened it."""
        return self.current().filter(channel=Delivery.Channel.PORTAL, fetched_at__isnull=True)

    def to_fetch(self, today: date):
        """Those of them whose tenth day is not over."""
        return self.unfetched().filter(notified_at__gte=_first_in_time(today))

    def not_fetched(self, today: date):
        """Those of them whose tenth day is over: a task, send it by post."""
        return self.unfetched().filter(notified_at__lt=_first_in_time(today))


def _first_in_time(today: date) -> datetime:
    """What was provided before this moment can no longer be fetched today."""
    return timezone.make_aware(
        datetime.combine(today - timedelta(days=Delivery.DAYS_TO_FETCH), time())
    )


class Delivery(models.Model):
    """One way of one letter to the institution; a later way ends the earlier one."""

    # § 41 (2a) VwVfG: not fetched within ten days of the notice: not made known.
    DAYS_TO_FETCH = 10
    # § 41 (2) VwVfG since 01.01.2025: the fourth day after posting or sending.
    DAYS_OF_POST = 4

    class Channel(models.TextChoices):
        PORTAL = "portal", "Abruf im Portal"
        EMAIL = "email", "E-Mail"
        POST = "post", "Post"

    letter = models.ForeignKey(
        Letter, on_delete=models.PROTECT, related_name="deliveries", verbose_name="Schreiben"
    )
    channel = models.CharField("Weg", max_length=6, choices=Channel.choices)
    notified_at = models.DateTimeField("benachrichtigt oder abgesandt am", null=True)
    notified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="abgesandt durch",
    )
    fetched_at = models.DateTimeField("abgerufen am", null=True)
    fetched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="abgerufen durch",
    )
    deemed_on = models.DateField("gilt als bekannt am", null=True)
    ended_on = models.DateField("beendet am", null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "Bekanntgabe"
        verbose_name_plural = "Bekanntgaben"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["letter"],
                condition=Q(ended_on__isnull=True),
                name="delivery_one_current",
                violation_error_message="Dieses Schreiben ist schon auf einem Weg.",
            ),
            models.CheckConstraint(
                condition=Q(notified_at__isnull=True, notified_by__isnull=True)
                | Q(notified_at__isnull=False, notified_by__isnull=False),
                name="delivery_notified_pair",
                violation_error_message="Eine Absendung hat Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(fetched_at__isnull=True, fetched_by__isnull=True)
                | Q(fetched_at__isnull=False, fetched_by__isnull=False, channel="portal"),
                name="delivery_fetched_pair",
                violation_error_message="Ein Abruf im Portal hat Zeitpunkt und Person.",
            ),
            models.CheckConstraint(
                condition=Q(channel="post") | Q(notified_at__isnull=False),
                name="delivery_waits_only_for_the_post",
                violation_error_message="Im Portal und per E-Mail beginnt die Bekanntgabe mit der Nachricht.",
            ),
            models.CheckConstraint(
                condition=Q(deemed_on__isnull=True)
                | Q(channel="portal", fetched_at__isnull=False)
                | Q(~Q(channel="portal"), notified_at__isnull=False),
                name="delivery_known_only_when_it_arrived",
                violation_error_message="Bekannt ist erst, was abgerufen oder abgesandt ist.",
            ),
        ]

    def __str__(self):
        return f"{self.letter}: {self.get_channel_display()}"

    @property
    def last_day_to_fetch(self) -> date | None:
        """The tenth day after the notice; None for other ways."""
        if self.channel != self.Channel.PORTAL:
            return None
        return timezone.localdate(self.notified_at) + timedelta(days=self.DAYS_TO_FETCH)
