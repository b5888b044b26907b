"""Cases whose time is over, and the command that forgets them."""

from datetime import date
from io import StringIO

from django.core.files.base import ContentFile
from django.core.management import call_command

from funding import budget
from funding.models import Application, Attachment
from tests.factories.funding import make_decided, make_officer


def add_file(case: Application) -> Attachment:
    return Attachment.objects.create(
        application=case, kind="angebot", file=ContentFile(b"%PDF", name="x.pdf"), name="Angebot Busfirma.pdf",
        mime="application/pdf", size=4, sha256="1" * 64, uploaded_by=case.created_by,
    )  # fmt: skip


def make_paid(**fields) -> Application:
    """Approved and paid; its year closed, the accounts adopted on 15 June 2028."""
    case = make_decided(**fields)
    budget.pay(case.budget_year, 280_00, application=case, by=make_officer(), key=f"pay:{case.pk}")
    case.budget_year.state = "closed"
    case.budget_year.accounts_adopted_on = date(2028, 6, 15)
    case.budget_year.save()
    return case


def forget(*options: str) -> list[str]:
    out = StringIO()
    call_command("forget", *options, stdout=out)
    return out.getvalue().splitlines()
