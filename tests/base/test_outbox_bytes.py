"""A mail is written into the outbox faster than Django writes it, and not otherwise."""

from django.core.mail import EmailMultiAlternatives

from bildungsregion.base.outbox.backend import as_bytes


def test_the_bytes_of_a_mail_are_those_that_django_writes():
    lines = "Schöne Grüße\r\nZeile 2\n\nZeile 3 " + "x" * 1200 + "\n"
    message = EmailMultiAlternatives(
        "Ihr Antrag für die Schule Łódź", lines, to=["schule@ort.example"]
    )
    message.attach_alternative("<p>Grüße</p>\n", "text/html")
    message.attach("Bescheid.pdf", bytes(range(256)) * 40, "application/pdf")
    message.attach("Liste.csv", "a;ä\r\nb;ö", "text/csv")
    message.attach("leer.txt", "", "text/plain")
    mime = message.message()

    assert as_bytes(mime) == mime.as_bytes()
