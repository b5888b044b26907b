"""Who gets in where in the office: lists and forms by the roles' permissions, other pages by a line here."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Model

from bildungsregion.base.admin import ReadOnlyAdmin
from funding.admin.cases import STEP_PAGES
from tests.access.people import Person
from tests.access.places import Place
from tests.access.table import LOGIN, NO_ENTRY, NOTHING, SHOWN, TAKEN, WRONG_METHOD, NotInTheTable


LOOKED_AT = SHOWN
LED = frozenset({302})
# Which permissions let somebody see each of the five pages that every model has, and send it.
SEE = {"changelist": ("view", "change"), "add": ("add",), "change": ("view", "change"),
       "history": ("view", "change"), "delete": ("delete",)}  # fmt: skip
SEND = {"changelist": ("view", "change"), "add": ("add",), "change": ("change",),
        "history": ("view", "change"), "delete": ("delete",)}  # fmt: skip
NOBODY = "nobody"


@dataclass(frozen=True)
class Door:
    """Permissions of which one is enough to see, or to send; "" for everybody in the office."""

    see: tuple[str, ...]
    send: tuple[str, ...]
    get: frozenset[int] = LOOKED_AT
    post: frozenset[int] = TAKEN
    outside: frozenset[int] = frozenset({LOGIN})

    def statuses(self, person: Person, method: str) -> frozenset[int]:
        if not person.is_in_office:
            return self.outside
        needed, taken = (self.send, self.post) if method == "POST" else (self.see, self.get)
        if "" in needed or (NOBODY not in needed and any(person.may(one) for one in needed)):
            return taken or frozenset({WRONG_METHOD})
        return frozenset({NO_ENTRY, NOTHING} if taken else {NO_ENTRY, NOTHING, WRONG_METHOD})


def door(*rights: str, get=LOOKED_AT, post=TAKEN) -> Door:
    return Door(rights, rights, get, post)


def button(*rights: str, post=TAKEN) -> Door:
    """A page that only takes POST."""
    return Door(rights, rights, frozenset(), post)


def _doors(*lines: tuple[Door, str]) -> dict[str, Door]:
    return {f"admin:{name}": one for one, names in lines for name in names.split()}


EVERY_MEMBER = ""
_SITE = _doors(
    (door(EVERY_MEMBER), "index password_change password_change_done jsi18n"),
    (Door(("",), ("",), LED, TAKEN, outside=frozenset({302, 403})), "login logout"),
    (door("actors.view_actor"), "app_list"),
    (door(EVERY_MEMBER, get=frozenset({403}), post=frozenset({403})), "autocomplete"),
    (
        door(EVERY_MEMBER, get=frozenset({404}), post=frozenset({404})),
        "view_on_site verwaltung/<url>",
    ),
)
_CONTENT = _doors(
    (door("actors.change_actor"), """actors_actor_alike actors_actor_duplicates actors_actor_freshness
        actors_actor_freshness_file actors_actor_check"""),
    (button("actors.change_actor"), "actors_actor_apart"),
    (door("actors.delete_actor"), "actors_actor_partner actors_actor_merge"),
    (door("actors.change_offer"), """actors_offer_gaps actors_offer_gaps_file actors_offer_overview
        actors_offer_overview_file actors_cooperation actors_cooperation_file actors_pairs_file"""),
    (door("actors.change_changeproposal", get=LED), "actors_changeproposal_edit"),
    (door("actors.add_actorimport"), "actors_actorimport_template"),
    (door("actors.add_actorimport", get=LED), "actors_actorimport_columns actors_actorimport_check"),
    (door("actors.view_actorimport"), "actors_actorimport_report actors_actorimport_report_file"),
    (button("projects.add_project"), "projects_project_begin"),
    (door("events.add_event"), "events_event_duplicate events_series_copy"),
    (door("events.change_event"), """events_event_dates events_event_rule events_event_rule_add events_event_date
        events_event_date_add events_event_duplicates"""),
    (button("events.change_event"), "events_event_apart"),
    (door("events.delete_event"), "events_event_merge"),
    (button("events.change_feed"), "events_feed_fetch"),
    (door("events.add_feedrun"), "events_feedrun_template"),
    (door("events.add_feedrun", get=LED), "events_feedrun_columns events_feedrun_check"),
    (door("events.view_feedrun"), "events_feedrun_report"),
    (door("events.view_submission"), "events_submission_preview"),
    (door("documents.add_version"), "documents_document_version"),
    (door("documents.change_copyrequest"), "documents_copyrequest_answer"),
    (door("pages.change_page"), """pages_page_look pages_page_preview pages_page_publish pages_page_withdraw
        pages_page_discard pages_page_versions pages_page_version pages_page_restore"""),
    (button("pages.change_page"), "pages_page_revoke"),
    (door("pages.change_news"), """pages_news_look pages_news_preview pages_news_publish pages_news_withdraw
        pages_news_discard pages_news_versions pages_news_version pages_news_restore"""),
    (button("pages.change_news"), "pages_news_revoke"),
    (door("bildungsregion.view_bestbet"), "search_try_out"),
    (button("base.change_outgoingmail"), "base_outgoingmail_retry"),
    (Door(("bildungsregion.view_report",), ("bildungsregion.change_report",)), "bildungsregion_report_change"),
    (Door(("bildungsregion.view_datarequest",), ("bildungsregion.change_datarequest",)),
        "bildungsregion_datarequest_change"),
    (button("bildungsregion.change_report"), "bildungsregion_report_step"),
    (button("bildungsregion.change_datarequest"), "bildungsregion_datarequest_step bildungsregion_datarequest_file"),
    (door("bildungsregion.add_datarequest"), "bildungsregion_datarequest_add"),
    (door("bildungsregion.change_datarequest"), "bildungsregion_datarequest_identity bildungsregion_datarequest_erase"),
    # There is one row of them: it is there, and stays.
    (door(NOBODY), """bildungsregion_legalfacts_add bildungsregion_legalfacts_delete bildungsregion_accessstatement_add
        bildungsregion_accessstatement_delete"""),
    (door("bildungsregion.view_legalfacts"), """bildungsregion_legalfacts_changelist bildungsregion_record
        bildungsregion_record_file bildungsregion_keeping"""),
    (door("auth.view_group"), "accounts_user_roles accounts_user_roles_file"),
)  # fmt: skip
# What a page asks beyond reading (a right of one verb, the state of the case), its own tests hold.
_MORE = frozenset({403})
_FUND = _doors(
    (door("funding.view_application", get=LOOKED_AT | _MORE, post=TAKEN | _MORE), " ".join(
        f"funding_application_{name}" for name in (*STEP_PAGES, "project", "checks", "attachment", "paper", "file",
                                                   "draft"))),
    (door("funding.manage_budget"), """funding_application_import funding_application_import_template
        funding_budgetyear_book"""),
    (door("funding.view_letter", get=LOOKED_AT | _MORE, post=TAKEN | _MORE), """funding_letter_file funding_letter_send
        funding_letter_post funding_letter_post_print"""),
    (door("funding.run_payments"), "funding_paymentrun_open funding_paymentrun_return"),
    (door("funding.view_paymentrun", get=LOOKED_AT | _MORE, post=TAKEN | _MORE), """funding_paymentrun_release
        funding_paymentrun_dissolve funding_paymentrun_export funding_paymentrun_file"""),
    (door("funding.view_programme", get=LOOKED_AT | _MORE, post=TAKEN | _MORE), """funding_programme_texts
        funding_programme_text funding_programme_text_preview"""),
    (door("funding.view_ruleset", get=LOOKED_AT | _MORE, post=TAKEN | _MORE), """funding_ruleset_preview
        funding_ruleset_repin"""),
)  # fmt: skip
_OWN_QUESTIONS = _doors(
    (door(EVERY_MEMBER, get=LOOKED_AT | _MORE, post=TAKEN | _MORE), """journal translate base_textversion_text
        verwaltung/<app>/<model>/<object_id>/history/ verwaltung/<app>/<model>/<object_id>/history/<change>/"""),
    (button("accounts.add_user"), "accounts_officeinvitation_again accounts_officeinvitation_withdraw"),
    (door("accounts.change_user"), "accounts_user_leave accounts_user_reset"),
    (door("pages.change_page"), "pages_page_plan pages_page_unplan"),
    (door("pages.change_news"), "pages_news_plan pages_news_unplan"),
    (door(EVERY_MEMBER, get=LOOKED_AT | _MORE, post=TAKEN | _MORE), "pages_teaser_cards"),
)  # fmt: skip
_BESIDE = {
    name.removeprefix("admin:"): one
    for name, one in _doors(
        (door(EVERY_MEMBER, get=LOOKED_AT | _MORE, post=TAKEN | _MORE), """office_setup office_handbook
            office_handbook_chapter office:search office:keys office:filters office:filter_add office:filter_count"""),
        (door("bildungsregion.view_night"), "office_operation"),
    ).items()
}  # fmt: skip
DOORS: dict[str, Door] = _SITE | _CONTENT | _FUND | _OWN_QUESTIONS | _BESIDE


def door_of(place: Place) -> Door:
    """Raises NotInTheTable."""
    if (known := DOORS.get(place.name)) is not None:
        return known
    for model, page in _pages_of_models():
        if place.name == f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}":
            return standard_door(model, page)
    if place.route.endswith("/<object_id>/"):
        # Django's old address of a form; it leads on to the one of today.
        return door(EVERY_MEMBER, get=LED, post=LED)
    raise NotInTheTable(f"{place.name} (/{place.route}): who gets in?")


def _pages_of_models() -> Iterator[tuple[type[Model], str]]:
    return ((model, page) for model in admin.site._registry for page in SEE)


def standard_door(model: type[Model], page: str) -> Door:
    """By the roles' permissions, where the kind of admin does not shut the page for everybody."""
    app, name = model._meta.app_label, model._meta.model_name
    see, send = (tuple(f"{app}.{verb}_{name}" for verb in table[page]) for table in (SEE, SEND))
    if isinstance(admin.site._registry[model], ReadOnlyAdmin):
        see = (NOBODY,) if page in ("add", "delete") else see
        send = (NOBODY,) if page in ("add", "delete", "change") else send
    return Door(see, send)
