"""Who gets in where: every address outside the office's admin by its name. A new one belongs in a line here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tests.access.people import (
    ANONYMOUS,
    CONTACT,
    EVERYBODY,
    HEAD,
    NEIGHBOUR,
    OFFICE,
    SUPERUSER,
    WITHOUT_FACTOR,
    Person,
)
from tests.access.places import Place


ALL = frozenset(EVERYBODY)
SIGNED_IN = ALL - {ANONYMOUS}
OURS = frozenset({CONTACT, HEAD})
ADMINISTRATORS = {SUPERUSER, "administration"}
LOGIN, NO_ENTRY, NOTHING, WRONG_METHOD = 302, 403, 404, 405


class NotInTheTable(LookupError):
    """An address that nobody has said yet who gets in."""


@dataclass(frozen=True)
class Rule:
    """What somebody meets at an address: the status of looking (GET, HEAD) and of sending an empty form."""

    get: int = 200
    post: int = WRONG_METHOD
    who: frozenset[str] = ALL
    # Rights of the office that let in too.
    rights: tuple[str, ...] = ()
    # Those who meet something else: statuses by kind of person.
    but: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    # What others meet; who is not signed in is led to the login. Plain functions refuse a method first,
    # and treat everybody alike.
    refused: int = NOTHING
    asks_for_login: bool = True
    # People of the office whose session has shown no second factor are led to it.
    asks_for_factor: bool = False
    # What looking writes; all other GET write nothing.
    writes: frozenset[str] = frozenset()

    def lets_in(self, person: Person) -> bool:
        return (
            person.kind in self.who
            or person.kind in self.but
            or bool(self.rights and person.may(*self.rights))
        )

    def status(self, person: Person, method: str) -> int:
        """What this person meets with this method; GET stands for HEAD too."""
        answer = (self.get, self.post)[method == "POST"]
        if person.kind in self.but:
            return self.but[person.kind][method == "POST"]
        if self.lets_in(person):
            return answer
        if person.kind == WITHOUT_FACTOR and self.asks_for_factor:
            return LOGIN
        if not self.asks_for_login:
            return WRONG_METHOD if answer == WRONG_METHOD else self.refused
        return LOGIN if person.kind == ANONYMOUS else self.refused


def others(kinds, get: int, post: int) -> dict[str, tuple[int, int]]:
    return dict.fromkeys(kinds, (get, post))


PAGE, FORM, LEADS = Rule(), Rule(post=422), Rule(302)
SIGNED, OWN, OWN_FORM = Rule(who=SIGNED_IN), Rule(who=OURS), Rule(post=422, who=OURS)
OWN_BUTTON = Rule(WRONG_METHOD, 302, OURS, asks_for_login=False)
# Contacts read there in a sentence that this is the head's.
NOT_THE_HEAD = others([CONTACT], NO_ENTRY, NO_ENTRY)
READS_CASES = Rule(who=OURS, rights=("funding.view_application",))
REPORT = Rule(who=frozenset(), rights=("funding.view_application",), asks_for_factor=True)
ATTENDANCE = Rule(
    who=OURS,
    asks_for_login=False,
    rights=("events.view_registration",),
    writes=frozenset({"events_registrationlook"}),
)


def account(get: int, post: int, *, office: tuple[int, int] | None = None) -> Rule:
    """A page of one's own account; people of the office have a second factor, and show it again first."""
    return Rule(get, post, SIGNED_IN, but=others(OFFICE, *office) if office else {})


_LINES: tuple[tuple[Rule, str], ...] = (
    # for everybody: pages, files, feeds, and what machines read
    (PAGE, """home search sitemap_page open_data licence_list styleguide feed_list robots security_txt data_catalogue
        picture picture_size event_file event_api project_file project_api document_file document_api
        project_feed document_feed topic_feed
        actors:actor_file actors:offer_file actors:actor_api actors:offer_api actors:openapi actors:actor_feed
        actors:offer_feed actors:actor_vcard actors:actor_qr actors:actor_list actors:actor_map actors:actor_detail
        actors:actor_poster actors:cooperation_list actors:municipality_list actors:municipality_detail
        actors:offer_list actors:offer_detail actors:suggestion_thanks
        events:event_atom events:event_feed events:embed_frame events:embed_list events:event_ics events:occurrence_ics
        events:event_list events:event_archive events:event_archive_year events:event_month events:event_week
        events:event_day events:event_map events:event_calendar events:event_embed events:event_proposed
        events:series_detail events:event_detail
        projects:project_profile projects:project_picture projects:funder_logo projects:project_list
        projects:practice_list projects:project_detail
        documents:document_list documents:series_detail documents:document_detail documents:document_download
        documents:version_detail documents:version_file
        pages:topic_list pages:topic_detail pages:transition_list pages:transition_detail pages:life_phase_list
        pages:life_phase_detail pages:region_about pages:body_list pages:body_detail pages:guideline_list
        pages:milestone_list pages:contact_list pages:news_list pages:news_feed pages:news_detail pages:page
        funding:overview funding:calculator funding:self_check funding:funded_list funding:funded_file
        funding:venue_thanks videos:file videos:captions
        pages:preview handbook handbook_chapter django.contrib.sitemaps.views.sitemap
        account_inactive account_email_verification_sent account_reset_password_done
        account_reset_password_from_key_done"""),
    (LEADS, """favicon share_picture actors:short_address documents:document_short documents:short_download
        events:event_this_month events:event_this_week events:event_today account_invitation_key"""),
    # forms that strangers send, and links of mails: who has them gets in
    (FORM, """subscriptions:subscribe actors:actor_suggest actors:actor_mistake actors:offer_mistake
        actors:offer_enquire events:event_propose events:event_register projects:project_enquire projects:project_adopt
        documents:copy_request report_barrier report_entry actors:still_true_change funding:venue_visit"""),
    (Rule(post=200), """subscriptions:leave actors:claim_link account_reset_password
        account_reset_password_from_key"""),
    (Rule(post=302), "subscriptions:confirm actors:still_true"),
    # one of several buttons, which an empty form does not name
    (Rule(post=404), "events:submission events:registration account_confirm_email"),
    # nothing to see here: no picture was given, no sign was brought along
    (Rule(404), "actors:actor_image events:event_image documents:version_text report_thanks"),
    (Rule(404, 404), "events:registration_thanks account_invitation"),
    # signing in and out
    (Rule(302, 302), """account_home account_signup account_confirm_login_code mfa_authenticate mfa_login_webauthn
        account_second_factor"""),
    (Rule(200, 200, but=others(SIGNED_IN, 302, 302)), "account_request_login_code account_login"),
    (Rule(200, 302, but=others([ANONYMOUS], 302, 302)), "account_logout"),
    # one's own account
    (account(200, 405), "mfa_index mfa_list_webauthn my_area my_rights text_links funding:application_list"),
    (replace(account(200, 302), writes=frozenset({"account_emailaddress"})), "account_email"),
    (account(200, 302), "usersessions_list actors:invitation funding:reminder_settings"),
    (account(302, 302), "account_change_password"),
    (account(200, 200), "account_set_password"),
    (account(405, 404), "usersessions_end"),
    (account(405, 200), "text_preview"),
    (account(200, 422), "funding:application_create"),
    (account(403, 403, office=(302, 302)), "account_reauthenticate mfa_reauthenticate_webauthn"),
    (account(403, 403, office=(200, 200)), "mfa_reauthenticate"),
    (account(200, 200, office=(302, 302)), "mfa_activate_totp mfa_generate_recovery_codes mfa_add_webauthn"),
    (account(404, 404, office=(302, 302)), "mfa_remove_webauthn mfa_deactivate_totp mfa_edit_webauthn"),
    (account(404, 405), "mfa_view_recovery_codes"),
    (account(404, 404), "mfa_download_recovery_codes"),
    (Rule(200, 422, frozenset(), ("base.view_picture",), refused=NO_ENTRY), "text_pictures"),
    # who belongs to an institution already is led to it
    (Rule(200, 422, SIGNED_IN, but=others(OURS, 302, 302)), "actors:actor_claim"),
    (Rule(200, 405, SIGNED_IN, but=others({*OURS, NEIGHBOUR}, 302, 405)), "projects:project_begin"),
    # deputies of people of the office
    (Rule(200, 422, frozenset(OFFICE), asks_for_factor=True), "deputy_list"),
    (Rule(404, 404, frozenset(OFFICE), but=others({*OFFICE} - ADMINISTRATORS, 403, 403), asks_for_factor=True),
        "deputy_list_of"),
    (Rule(405, 404, frozenset(OFFICE), asks_for_factor=True), "deputy_end"),
    # people of an institution
    (OWN, "actors:own_entry own_events:list own_projects:list own_events:dates actors:own_people"),
    (OWN_FORM, """actors:own_section actors:own_offer actors:own_offer_create own_events:create own_events:change
        own_events:copy own_events:date own_events:date_add own_events:rule own_events:rule_add own_projects:create
        own_projects:change own_projects:edit"""),
    (Rule(200, 302, OURS), "actors:own_leave"),
    (OWN_BUTTON, """actors:own_checked actors:own_offer_shown own_events:call_off own_projects:adoption
        own_events:withdraw own_projects:withdraw"""),
    # what somebody proposed is theirs to take back and to look at
    (replace(OWN_BUTTON, who=frozenset({CONTACT})), "actors:own_withdraw"),
    (Rule(200, 405, frozenset({CONTACT}), ("actors.change_changeproposal",), asks_for_login=False),
        "actors:proposal_picture"),
    # the head's
    (Rule(302, 422, frozenset({HEAD}), but=NOT_THE_HEAD), "actors:own_invite actors:own_hand_over"),
    (Rule(200, 302, frozenset({HEAD}), but=NOT_THE_HEAD), "actors:own_remove"),
    (Rule(200, 422, frozenset({HEAD}), but=NOT_THE_HEAD), "actors:own_claim"),
    (replace(OWN_BUTTON, but=others([CONTACT], WRONG_METHOD, NO_ENTRY)), "actors:own_uninvite"),
    # who comes to an event: the organiser and the office
    (ATTENDANCE, "events:attendance_dates events:attendance_file"),
    (replace(ATTENDANCE, post=404), "events:attendance"),
    (replace(ATTENDANCE, post=422), "events:attendance_add events:attendance_message"),
    # the fund: the institution's cases, read by the office once they were sent
    (READS_CASES, "funding:application_detail"),
    (replace(READS_CASES, writes=frozenset({"funding_fileview"})),
        "funding:application_receipt funding:letter_download funding:attachment_download"),
    (OWN_FORM, """funding:application_review funding:application_change funding:application_account
        funding:application_delivery funding:proof_review funding:proof_receipt funding:venue_ask"""),
    (Rule(404, 404, OURS), "funding:proof_receipt:pk"),
    (Rule(200, 302, OURS), "funding:application_discard funding:application_withdraw funding:application_cancel"),
    (Rule(200, 409, OURS), "funding:application_step funding:proof"),
    (Rule(302, 409, OURS), "funding:application_answer funding:application_retract"),
    (Rule(302, 422, OURS), "funding:application_hearing funding:application_feedback"),
    (Rule(302, 302, OURS), "funding:application_copy"),
    (OWN, "funding:application_submitted"),
    (Rule(302, 405, OURS), "funding:proof_sent"),
    (REPORT, "funding:report_comparison funding:report_year funding:report_file"),
    (replace(REPORT, get=302), "funding:report_index"),
)  # fmt: skip

RULES: dict[str, Rule] = {name: rule for rule, names in _LINES for name in names.split()}


def rule_of(place: Place) -> Rule:
    """Raises NotInTheTable."""
    for name in place.names:
        if name in RULES:
            return RULES[name]
    raise NotInTheTable(f"{place.name} (/{place.route}): who gets in?")
