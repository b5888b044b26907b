"""Who gets in where in the office: lists and forms by the roles' permissions, other pages by a line here."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Model

from bildungsregion.base.admin import ReadOnlyAdmin
from funding import workflow
from funding.admin.cases import STEP_PAGES
from tests.access.answers import ANSWERS, USUAL
from tests.access.people import Person
from tests.access.places import Place
from tests.access.table import LOGIN, NO_ENTRY, NOTHING, WRONG_METHOD, NotInTheTable


# Which permissions let somebody see each of the five pages that every model has, and send it.
SEE = {"changelist": ("view", "change"), "add": ("add",), "change": ("view", "change"),
       "history": ("view", "change"), "delete": ("delete",)}  # fmt: skip
SEND = {"changelist": ("view", "change"), "add": ("add",), "change": ("change",),
        "history": ("view", "change"), "delete": ("delete",)}  # fmt: skip
EVERY_MEMBER, NOBODY = "", "nobody"
ADMIN = "admin:"


@dataclass(frozen=True)
class Door:
    """Permissions of which one is enough to see, or to send; "" for everybody in the office."""

    see: tuple[str, ...]
    send: tuple[str, ...]
    get: int
    post: int
    refused: int = NO_ENTRY

    def statuses(self, person: Person, method: str) -> frozenset[int]:
        needed, answer = (self.send, self.post) if method == "POST" else (self.see, self.get)
        if not person.is_in_office:
            return frozenset({LOGIN})
        if self.lets_in(person, needed):
            return frozenset({answer})
        # Whether the method or the person is refused first tells nothing.
        also = {WRONG_METHOD} if answer == WRONG_METHOD else set()
        return frozenset({self.refused} | also)

    def lets_in(self, person: Person, needed: tuple[str, ...]) -> bool:
        if NOBODY in needed:
            return False
        return EVERY_MEMBER in needed or any(person.may(one) for one in needed)


@dataclass(frozen=True)
class Entrance(Door):
    """Signing in and out of the office, where people come who are not in it yet."""

    def statuses(self, person: Person, method: str) -> frozenset[int]:
        return frozenset({302, 403, WRONG_METHOD} if method == "GET" else {200, 302, 403})


Rights = tuple[tuple[str, ...], tuple[str, ...]]


def door(*rights: str) -> Rights:
    return rights, rights


def _doors(*lines: tuple[Rights, str]) -> dict[str, Rights]:
    return {name: one for one, names in lines for name in names.split()}


def _shut(names: str) -> dict[str, Rights]:
    return _doors((door(NOBODY), names))


_SITE = _doors(
    (door(EVERY_MEMBER), """index login logout password_change password_change_done jsi18n autocomplete view_on_site
        verwaltung/<url> office:search office:keys office:filters office:filter_add office:filter_count
        office_handbook office_handbook_chapter pages_teaser_cards"""),
    (door("actors.view_actor"), "app_list"),
    (door("base.change_region"), "office_setup"),
    (door("bildungsregion.view_night"), "office_operation"),
    (door("base.export_journal"), "journal"),
    # of the institution in the address
    (door("actors.view_actor", "actors.change_actor"), """verwaltung/<app>/<model>/<object_id>/history/
        verwaltung/<app>/<model>/<object_id>/history/<change>/"""),
    (door("base.view_textversion"), "base_textversion_text"),
    (door("actors.change_topic"), "translate base_translationsource_changelist"),
    # They lead on to another page, which asks.
    (door(EVERY_MEMBER), """base_region_changelist documents_version_changelist actors_actorimport_change
        events_feedrun_change"""),
)  # fmt: skip
_CONTENT = _doors(
    (door("actors.change_actor"), """actors_actor_alike actors_actor_duplicates actors_actor_freshness
        actors_actor_freshness_file actors_actor_check"""),
    (door("actors.change_actor"), "actors_actor_apart"),
    (door("actors.delete_actor"), "actors_actor_partner actors_actor_merge"),
    (door("actors.change_offer"), """actors_offer_gaps actors_offer_gaps_file actors_offer_overview
        actors_offer_overview_file actors_cooperation actors_cooperation_file actors_pairs_file"""),
    (door("actors.change_changeproposal"), "actors_changeproposal_edit"),
    (door("actors.add_actorimport"), "actors_actorimport_template"),
    (door("actors.add_actorimport"), "actors_actorimport_columns actors_actorimport_check"),
    (door("actors.view_actorimport"), "actors_actorimport_report actors_actorimport_report_file"),
    (door("projects.add_project"), "projects_project_begin"),
    (door("events.add_event"), "events_event_duplicate events_series_copy"),
    (door("events.change_event"), """events_event_dates events_event_rule events_event_rule_add events_event_date
        events_event_date_add events_event_duplicates"""),
    (door("events.change_event"), "events_event_apart"),
    (door("events.delete_event"), "events_event_merge"),
    (door("events.change_feed"), "events_feed_fetch"),
    (door("events.add_feedrun"), "events_feedrun_template"),
    (door("events.add_feedrun"), "events_feedrun_columns events_feedrun_check"),
    (door("events.view_feedrun"), "events_feedrun_report"),
    (door("events.view_submission"), "events_submission_preview"),
    (door("documents.add_version"), "documents_document_version"),
    (door("documents.change_copyrequest"), "documents_copyrequest_answer"),
    (door("pages.change_page"), """pages_page_look pages_page_preview pages_page_publish pages_page_withdraw
        pages_page_discard pages_page_versions pages_page_version pages_page_restore"""),
    (door("pages.change_page"), "pages_page_revoke"),
    (door("pages.change_news"), """pages_news_look pages_news_preview pages_news_publish pages_news_withdraw
        pages_news_discard pages_news_versions pages_news_version pages_news_restore"""),
    (door("pages.change_news"), "pages_news_revoke"),
    (door("bildungsregion.view_bestbet"), "search_try_out"),
    (door("base.change_outgoingmail"), "base_outgoingmail_retry"),
    ((("bildungsregion.view_report",), ("bildungsregion.change_report",)), "bildungsregion_report_change"),
    ((("bildungsregion.view_datarequest",), ("bildungsregion.change_datarequest",)),
        "bildungsregion_datarequest_change"),
    (door("bildungsregion.change_report"), "bildungsregion_report_step"),
    (door("bildungsregion.change_datarequest"), "bildungsregion_datarequest_step bildungsregion_datarequest_file"),
    (door("bildungsregion.add_datarequest"), "bildungsregion_datarequest_add"),
    (door("bildungsregion.change_datarequest"), "bildungsregion_datarequest_identity bildungsregion_datarequest_erase"),
    (door("bildungsregion.view_legalfacts"), """bildungsregion_legalfacts_changelist bildungsregion_record
        bildungsregion_record_file bildungsregion_keeping"""),
    (door("auth.view_group"), "accounts_user_roles accounts_user_roles_file"),
    (door("accounts.add_user"), """accounts_officeinvitation_add accounts_officeinvitation_again
        accounts_officeinvitation_withdraw"""),
    (door("accounts.change_user"), "accounts_user_leave accounts_user_reset"),
    (door("pages.change_page"), "pages_page_plan pages_page_unplan"),
    (door("pages.change_news"), "pages_news_plan pages_news_unplan"),
    # Rows that only come by themselves, and that somebody takes away or brings as a file.
    (door("base.delete_searchmiss"), "base_searchmiss_delete"),
    (door("base.delete_subscription"), "base_subscription_delete"),
    (door("pages.delete_formeraddress"), "pages_formeraddress_delete"),
    (door("actors.add_actorimport"), "actors_actorimport_add"),
    (door("events.add_feedrun"), "events_feedrun_add"),
    # To decide about.
    (door("actors.change_claim"), "actors_claim_change"),
    (door("actors.change_changeproposal"), "actors_changeproposal_change"),
    (door("projects.change_project"), "projects_adoption_change projects_projectproposal_change"),
)  # fmt: skip
# Each page of a case asks for the right of its verb; who has it may still be told 409, as the case is elsewhere.
_VERBS = {"assign": "request_info", "sign": "approve", "drop_hearing": "drop_hearing"}
_OTHER = {"confirm_payment": "funding.confirm_payment", "cancel": "funding.review_application"}


def _right_of(name: str, view: type) -> str:
    verb = _VERBS.get(name) or getattr(view, "verb", "")
    return _OTHER.get(name) or workflow.RIGHTS[workflow.TRANSITIONS[verb][2]]


_STEPS = {
    f"funding_application_{name}": door(_right_of(name, view))
    for name, (_slug, view) in STEP_PAGES.items()
    if name != "bank"
}
_READS, _REVIEWS, _PAYS = (
    "funding.view_application",
    "funding.review_application",
    "funding.run_payments",
)
_FUND = _STEPS | _doors(
    (door(_READS), """funding_application_attachment funding_application_paper:file
        funding_application_file funding_application_draft funding_application_change"""),
    (((_READS,), (_REVIEWS,)), "funding_application_project funding_application_checks"),
    (door(_REVIEWS), """funding_application_paper funding_application_open_change funding_application_cancel
        funding_application_open_hearing funding_ruleset_repin"""),
    (door("funding.view_bankdetailschange"), "funding_application_bank"),
    (door("funding.manage_budget"), """funding_application_import funding_application_import_template
        funding_budgetyear_book"""),
    (door("funding.view_letter"), "funding_letter_file"),
    (door("funding.change_application"), "funding_letter_send funding_letter_post funding_letter_post_print"),
    (door(_PAYS), "funding_paymentrun_open funding_paymentrun_return funding_paymentrun_file"),
    ((("funding.view_paymentrun",), (_PAYS, "funding.order_payment")), "funding_paymentrun_release"),
    ((("funding.view_paymentrun",), (_PAYS,)), "funding_paymentrun_dissolve funding_paymentrun_export"),
    (door("funding.view_paymentrun"), "funding_paymentrun_change"),
    (door("funding.view_programme"), "funding_programme_texts"),
    # of a letter that there is not
    (door(EVERY_MEMBER), "funding_programme_text funding_programme_text_preview"),
    (door("funding.view_ruleset"), "funding_ruleset_preview"),
    # Cases rest upon it.
    ((("funding.view_ruleset",), (NOBODY,)), "funding_ruleset_change"),
)  # fmt: skip
# One row for all, or one that its own pages make and end; steps of a deadline, which this case has not missed.
_NEVER = _shut("""base_region_add base_region_delete accounts_user_delete actors_importsource_add
    actors_importsource_delete documents_version_add events_registrationterms_add events_registrationterms_delete
    bildungsregion_legalfacts_add bildungsregion_legalfacts_delete bildungsregion_accessstatement_add
    bildungsregion_accessstatement_delete bildungsregion_report_add bildungsregion_report_delete
    bildungsregion_datarequest_delete funding_budgetyear_delete funding_programme_delete funding_ruleset_delete
    funding_application_remind funding_application_announce_lapse funding_application_lapse""")
# Whoever may not decide about the row meets it as if it were not there.
HIDDEN = {
    "actors_changeproposal_change", "actors_changeproposal_edit", "actors_claim_change", "app_list",
    "events_submission_change", "events_submission_preview", "projects_adoption_change",
    "projects_projectproposal_change",
}  # fmt: skip
# Who opened which file is written down (docs/adr/0268).
LOOKS = frozenset({"funding_fileview", "funding_bankdataview", "django_admin_log"})
FILES = frozenset({
    "funding_application_attachment", "funding_application_paper", "funding_application_file", "funding_letter_file",
})  # fmt: skip
DOORS: dict[str, Rights] = _SITE | _CONTENT | _FUND | _NEVER


def door_of(place: Place) -> Door:
    """Raises NotInTheTable."""
    names = [name.removeprefix(ADMIN) for name in place.names]
    for name in names:
        if name in DOORS:
            return _door(names, DOORS[name])
    for model, page in _pages_of_models():
        if names[-1] == f"{model._meta.app_label}_{model._meta.model_name}_{page}":
            return _door(names, standard_rights(model, page))
    if place.route.endswith("/<object_id>/"):
        # Django's old address of a form; it leads on to the one of today.
        return Door((EVERY_MEMBER,), (EVERY_MEMBER,), 302, 302)
    raise NotInTheTable(f"{place.name} (/{place.route}): who gets in?")


def _door(names: list[str], rights: Rights) -> Door:
    answers = next((ANSWERS[name] for name in names if name in ANSWERS), USUAL)
    kind = Entrance if names[-1] in ("login", "logout") else Door
    return kind(*rights, *answers, NOTHING if names[-1] in HIDDEN else NO_ENTRY)


def _pages_of_models() -> Iterator[tuple[type[Model], str]]:
    return ((model, page) for model in admin.site._registry for page in SEE)


def standard_rights(model: type[Model], page: str) -> Rights:
    """By the roles' permissions, where the kind of admin does not shut the page for everybody."""
    app, name = model._meta.app_label, model._meta.model_name
    see, send = (tuple(f"{app}.{verb}_{name}" for verb in table[page]) for table in (SEE, SEND))
    if isinstance(admin.site._registry[model], ReadOnlyAdmin):
        see = (NOBODY,) if page in ("add", "delete") else see
        send = (NOBODY,) if page in ("add", "delete", "change") else send
    return see, send
