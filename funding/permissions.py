"""Who may do what with a case. States are workflow.py's matter; lists are filtered by visible_to()."""

from actors.models import Actor

from . import case_reads
from .models import Application


def is_member(user, institution: Actor) -> bool:
    """Whether the user has any tie to the institution, confirmed or not."""
    return user.is_authenticated and any(
        membership.user_id == user.pk for membership in institution.memberships.all()
    )


def has_conflict(user, application: Application) -> bool:
    """Whether a tie to the applying institution bars this member of the office from the case.

    Superusers included; an unconfirmed tie counts as well. Who typed in what came on paper has no tie
    by that, and may review the case; signing is another matter (has_typed).
    """
    wrote = user.pk in (application.created_by_id, application.submitted_by_id)
    return (wrote and not application.on_behalf) or is_member(user, application.institution)


def has_typed(user, application: Application) -> bool:
    """Whether this member of the office typed the application in: then others sign and order."""
    wrote = user.pk in (application.created_by_id, application.submitted_by_id)
    return application.on_behalf and wrote


def can_view_application(user, application: Application) -> bool:
    return Application.objects.filter(pk=application.pk).visible_to(user).exists()


def can_apply(user, application: Application) -> bool:
    """Fill in, submit, answer, withdraw: people of the institution, not the office.

    Only what came on paper is written on by the office, in the institution's stead.
    """
    if not user.is_authenticated:
        return False
    if case_reads.is_own(application, user.pk):
        return True
    return application.on_behalf and can_type_in(user, application.institution)


def can_type_in(user, institution: Actor) -> bool:
    """Type in a paper application of this institution: case workers without a tie to it."""
    return _of_office(user, "funding.review_application") and not is_member(user, institution)


def can_edit_application(user, application: Application) -> bool:
    """Whether at least one step of the form is open to this person now."""
    return bool(application.editable_sections) and can_apply(user, application)


def can_review_application(user, application: Application) -> bool:
    return _of_office(user, "funding.review_application") and not has_conflict(user, application)


def can_propose_decision(user, application: Application) -> bool:
    return _of_office(user, "funding.propose_decision") and not has_conflict(user, application)


def can_sign_decision(user, application: Application) -> bool:
    """The right to sign at all; that the proposer never signs is checked by workflow.step()."""
    may = _of_office(user, "funding.sign_decision") and not has_typed(user, application)
    return may and not has_conflict(user, application)


def can_cancel(user, application: Application) -> bool:
    """Call the project off: the institution itself, or the office that was told."""
    return can_apply(user, application) or can_review_application(user, application)


def can_confirm_payment(user, application: Application) -> bool:
    """State that a payment is factually or arithmetically right."""
    return _of_office(user, "funding.confirm_payment") and not has_conflict(user, application)


def can_order_payment(user, application: Application) -> bool:
    """The right to order at all; who confirmed both alone never orders (workflow.refusal)."""
    may = _of_office(user, "funding.order_payment") and not has_typed(user, application)
    return may and not has_conflict(user, application)


def can_run_payments(user, application: Application | None = None) -> bool:
    """Lists for the cashier and their returns; for a case also that no tie bars from it."""
    return _of_office(user, "funding.run_payments") and (
        application is None or not has_conflict(user, application)
    )


def can_release_run(user) -> bool:
    """Sign a list for the cashier off: another cashier, or whoever orders payments."""
    return can_run_payments(user) or _of_office(user, "funding.order_payment")


def can_see_bank_details(user, application: Application) -> bool:
    """See a whole account number; actions.reveal_iban() writes down who did and why."""
    return any(
        may(user, application)
        for may in (can_review_application, can_confirm_payment, can_order_payment)
    ) or can_run_payments(user, application)


def can_word_letters(user) -> bool:
    """Write what a programme's letters say in the office's own words."""
    return _of_office(user, "funding.change_programme")


def can_manage_budget(user) -> bool:
    return _of_office(user, "funding.manage_budget")


def _of_office(user, permission: str) -> bool:
    return user.is_active and user.is_staff and user.has_perm(permission)
