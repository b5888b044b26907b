"""Who may do what in the office: the one place (docs/glossary.md has the German words).

A role is a Django group of the same name; ``manage.py sync_roles`` writes these tables into the
database and takes away what no longer stands here.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction


_CONTENT = (
    "actors.view_actor", "actors.add_actor", "actors.change_actor",
    "actors.view_offer", "actors.add_offer", "actors.change_offer", "actors.delete_offer",
    "actors.view_topic", "actors.add_topic", "actors.change_topic",
    "actors.view_municipality", "actors.view_lifephase", "actors.change_lifephase", "actors.view_targetgroup",
    "actors.change_targetgroup", "actors.view_language",
    "actors.view_changeproposal", "actors.change_changeproposal", "actors.view_enquiry", "actors.view_visitfeedback",
    "actors.view_actorimport", "actors.add_actorimport", "actors.view_importsource", "actors.change_importsource",
    "actors.view_freshnessask", "actors.view_deadlink", "actors.view_oldaddress",
    "base.view_synonym", "base.add_synonym", "base.change_synonym", "base.delete_synonym", "base.view_searchmiss",
    "bildungsregion.view_bestbet", "bildungsregion.add_bestbet", "bildungsregion.change_bestbet",
    "bildungsregion.delete_bestbet",
    "base.view_picture", "base.add_picture", "base.change_picture",
    "documents.view_document", "documents.add_document", "documents.change_document",
    "documents.view_version", "documents.add_version", "documents.change_version", "documents.delete_version",
    "documents.view_series", "documents.add_series", "documents.change_series",
    "documents.view_copyrequest", "documents.change_copyrequest",
    "projects.view_project", "projects.add_project", "projects.change_project",
    "projects.view_adoption", "projects.view_projectproposal",
    "events.view_event", "events.add_event", "events.change_event", "events.delete_event",
    "events.view_occurrence", "events.add_occurrence", "events.change_occurrence", "events.delete_occurrence",
    "events.view_holiday", "events.add_holiday", "events.change_holiday", "events.delete_holiday",
    "events.view_series", "events.add_series", "events.change_series", "events.delete_series",
    "events.view_daterule", "events.add_daterule", "events.change_daterule", "events.delete_daterule",
    "events.view_groupterms", "events.add_groupterms", "events.change_groupterms", "events.delete_groupterms",
    "events.view_submission", "events.change_submission",
    "events.view_registrationterms", "events.add_registrationterms", "events.change_registrationterms",
    "events.delete_registrationterms", "events.view_question", "events.add_question", "events.change_question",
    "events.delete_question", "events.view_registration", "events.change_registration",
    "events.view_feed", "events.add_feed", "events.change_feed", "events.view_feedrun", "events.add_feedrun",
    "events.view_feeditem", "events.change_feeditem",
    "events.view_feedcategory", "events.add_feedcategory", "events.change_feedcategory", "events.delete_feedcategory",
    "pages.view_page", "pages.add_page", "pages.change_page",
    "pages.view_news", "pages.add_news", "pages.change_news", "pages.view_formeraddress",
    "pages.view_teaser", "pages.add_teaser", "pages.change_teaser", "pages.delete_teaser",
    "pages.view_video", "pages.add_video", "pages.change_video", "pages.delete_video",
    "pages.view_body", "pages.add_body", "pages.change_body",
    "pages.view_milestone", "pages.add_milestone", "pages.change_milestone", "pages.delete_milestone",
    "pages.view_contactpoint", "pages.add_contactpoint", "pages.change_contactpoint", "pages.delete_contactpoint",
    "pages.view_faqentry", "pages.add_faqentry", "pages.change_faqentry", "pages.delete_faqentry",
)  # fmt: skip
_COORDINATION = (
    *_CONTENT,
    "actors.delete_actor", "actors.view_membership", "actors.add_membership", "actors.change_membership",
    "actors.delete_membership", "actors.add_municipality", "actors.change_municipality",
    "actors.add_language", "actors.change_language", "actors.view_claim", "actors.change_claim",
    "actors.view_invitation", "events.view_registrationlook",
    "base.view_subscription", "base.delete_subscription", "base.delete_searchmiss", "base.delete_picture",
    "actors.add_oldaddress", "actors.change_oldaddress", "actors.delete_oldaddress", "events.delete_feed",
    "documents.delete_document", "documents.delete_series", "projects.delete_project", "pages.delete_page",
    "pages.delete_body",
    "pages.delete_news", "pages.delete_formeraddress",
    "accounts.view_user", "base.view_region", "base.change_region",
    "base.view_outgoingmail", "base.change_outgoingmail", "bildungsregion.view_night",
)  # fmt: skip
_READ_CASES = (
    "funding.view_application", "funding.view_programme", "funding.view_ruleset", "funding.view_budgetyear",
    "funding.view_ledgerentry", "funding.view_decision", "funding.view_letter", "funding.view_step",
    "funding.view_usagereport", "funding.view_receipt", "funding.view_changerequest", "funding.view_delivery",
    "funding.view_proofreminder", "funding.view_hearing", "funding.view_claim",
)  # fmt: skip
_READ_PAYMENTS = (
    "funding.view_paymentorder", "funding.view_paymentrun", "funding.view_bankdetailschange",
    "funding.view_bankdataview",
)  # fmt: skip

ROLES: dict[str, tuple[str, ...]] = {
    "redaktion": _CONTENT,
    "koordination": _COORDINATION,
    "sachbearbeitung": (
        *_READ_CASES,
        "funding.review_application", "funding.propose_decision", "funding.change_application",
        *_READ_PAYMENTS, "funding.confirm_payment", "bildungsregion.view_night",
        "base.view_outgoingmail", "base.change_outgoingmail", "actors.view_actor", "actors.view_offer",
        "actors.view_membership", "actors.add_membership", "actors.change_membership", "accounts.view_user",
    ),
    "zeichnung": (
        *_READ_CASES, "funding.sign_decision", "funding.change_application", "actors.view_actor", "actors.view_offer",
        *_READ_PAYMENTS, "funding.confirm_payment", "funding.order_payment",
    ),
    "kasse": (
        *_READ_CASES, *_READ_PAYMENTS, "bildungsregion.view_night",
        "funding.manage_budget", "funding.confirm_payment", "funding.run_payments",
    ),
    "lesend": _READ_CASES,
    "administration": (
        *_COORDINATION, *_READ_CASES, "funding.manage_budget",
        "funding.add_programme", "funding.change_programme", "funding.add_ruleset", "funding.change_ruleset",
        "funding.add_budgetyear", "funding.change_budgetyear",
        "accounts.view_user", "accounts.add_user", "accounts.change_user", "auth.view_group",
    ),
}  # fmt: skip


class UnknownPermission(LookupError):
    """A role names a permission that no model has."""


@transaction.atomic
def sync() -> dict[str, int]:
    """Write ROLES into the groups; the number of permissions of each role. Raises UnknownPermission."""
    rows = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    known = {f"{app}.{codename}": pk for app, codename, pk in rows.order_by()}
    counts = {}
    for role, codenames in ROLES.items():
        group, _ = Group.objects.get_or_create(name=role)
        wanted = set(codenames)
        if missing := wanted - set(known):
            raise UnknownPermission(f"{role}: {', '.join(sorted(missing))}")
        group.permissions.set([known[name] for name in wanted])
        counts[role] = len(wanted)
    return counts
