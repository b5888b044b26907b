"""The account of a case: changed after the decision, and seen only for a reason."""

import pytest

from bildungsregion.base.errors import DomainError
from funding import actions
from funding.models import BankDataView, PaymentOrder
from tests.factories.funding import IBAN, confirm, make_officer, make_ordered, make_settled


OTHER_IBAN = "DE02120300000000202051"


def test_new_account_is_noted_and_undoes_confirmations(db, mailoutbox):
    case = make_settled()
    confirm(case.payment_order)
    mailoutbox.clear()

    actions.change_bank_details(
        application=case,
        by=case.submitted_by,
        iban="de02 1203 0000 0000 2020 51",
        account_holder="Kasse",
    )

    order = PaymentOrder.objects.get()
    assert (order.iban, order.people, order.payee) == (OTHER_IBAN, set(), "")
    change = case.bank_changes.get()
    assert (change.old_account, change.new_account) == (
        "DE89 … 3000, Gemeinde Adendorf",
        "DE02 … 2051, Kasse",
    )
    to_office, to_institution = mailoutbox
    assert to_office.to == [case.assignee.email]
    assert case.contact_email in to_institution.to
    assert "Waren Sie das nicht?" in to_institution.body
    for mail in mailoutbox:
        assert IBAN not in mail.body
        assert OTHER_IBAN not in mail.body


def test_account_on_its_way_stays(db):
    case = make_ordered()

    with pytest.raises(DomainError, match="kann gerade nicht geändert werden"):
        actions.change_bank_details(
            application=case, by=case.submitted_by, iban=OTHER_IBAN, account_holder="x"
        )


def test_every_look_at_an_account_is_written_down(db):
    case = make_settled()
    officer = make_officer("confirm_payment")

    shown = actions.reveal_iban(application=case, by=officer, purpose="Abgleich")

    assert shown == "DE89 3704 0044 0532 0130 00"
    assert BankDataView.objects.values_list("viewed_by", "purpose").get() == (
        officer.pk,
        "Abgleich",
    )
    for by, purpose in ((officer, " "), (make_officer("view_application"), "Neugier")):
        with pytest.raises(DomainError):
            actions.reveal_iban(application=case, by=by, purpose=purpose)
    assert BankDataView.objects.count() == 1
