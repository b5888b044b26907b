"""Who gets in where: every address outside the office's admin by its name. A new one belongs in a line here."""

from dataclasses import dataclass, field, replace

from tests.access.people import (
    ANONYMOUS,
    CONTACT,
    EVERYBODY,
    HEAD,
    OFFICE,
    WITHOUT_FACTOR,
    Person,
)
from tests.access.places import Place


ALL = frozenset(EVERYBODY)
SIGNED_IN = ALL - {ANONYMOUS}
OURS = frozenset({CONTACT, HEAD})
LOGIN, NO_ENTRY, NOTHING, WRONG_METHOD = 302, 403, 404, 405
# What an empty form may meet where somebody may send it.
TAKEN = frozenset({200, 201, 302, 400, 404, 405, 409, 410, 422, 429})
# Where a page needs more than a right (a state, a file, a date ahead), it may also say so.
SHOWN = frozenset({200, 302, 404, 405, 409, 410})


class NotInTheTable(LookupError):
    """An address that nobody has said yet who gets in."""


@dataclass(frozen=True)
class Rule:
    """What somebody meets at an address."""

    who: frozenset[str] = ALL
    # Rights of the office that let in too.
    rights: tuple[str, ...] = ()
    # Statuses of GET for those who get in; none where only POST is taken.
    get: frozenset[int] = frozenset({200})
    # Statuses of an empty POST for them; none where it is not taken.
    post: frozenset[int] = frozenset()
    # What others meet; who is not signed in is led to the login, unless everybody is treated alike.
    refused: int = NOTHING
    asks_for_login: bool = True
    # People of the office whose session has shown no second factor are led to it.
    asks_for_factor: bool = False
    # What looking writes; all other GET write nothing.
    writes: frozenset[str] = field(default_factory=frozenset)

    def lets_in(self, person: Person) -> bool:
        return person.kind in self.who or bool(self.rights and person.may(*self.rights))

    def statuses(self, person: Person, method: str) -> frozenset[int]:
        """What this person may meet with this method; GET stands for HEAD too."""
        taken = self.post if method == "POST" else self.get
        if self.lets_in(person):
            return taken or frozenset({WRONG_METHOD, NO_ENTRY, NOTHING})
        if person.kind == WITHOUT_FACTOR and self.asks_for_factor:
            return frozenset({LOGIN, WRONG_METHOD})
        shut = self.refused
        if person.kind == ANONYMOUS and self.asks_for_login:
            shut = LOGIN
        return frozenset({shut} if taken else {shut, WRONG_METHOD})


PAGE = Rule()
FORM = Rule(post=TAKEN)
LEADS = Rule(get=frozenset({302}))
SIGNED = Rule(SIGNED_IN, get=SHOWN)
SIGNED_FORM = Rule(SIGNED_IN, get=SHOWN, post=TAKEN)
OWN = Rule(OURS, get=SHOWN)
OWN_FORM = Rule(OURS, get=SHOWN, post=TAKEN)
OWN_BUTTON = Rule(OURS, get=frozenset(), post=TAKEN, asks_for_login=False)
# Contacts read there in a sentence that this is the head's (actors/actions/people.py).
HEAD_FORM = Rule(OURS, get=SHOWN, post=TAKEN)
LINK = Rule(post=TAKEN)
READS_CASES = Rule(OURS, get=SHOWN, rights=("funding.view_application",))
REPORT = Rule(frozenset(), rights=("funding.view_application",), get=SHOWN, asks_for_factor=True)
ATTENDANCE = Rule(
    OURS,
    get=SHOWN,
    asks_for_login=False,
    rights=("events.view_registration",),
    writes=frozenset({"events_registrationlook"}),
)

# Sign-in and its pages: some lead on, as there is nothing to do there.
SIGN_IN = Rule(get=SHOWN, post=TAKEN, asks_for_login=False)
ACCOUNT = Rule(
    SIGNED_IN, get=SHOWN | {403}, post=TAKEN | {403}, writes=frozenset({"account_emailaddress"})
)
OFFICE_PAGE = Rule(frozenset(OFFICE), get=SHOWN, post=TAKEN, asks_for_factor=True)

_LINES: tuple[tuple[Rule, str], ...] = (
    # for everybody: pages, files, feeds, and what machines read
    (PAGE, """home search sitemap_page open_data styleguide feed_list robots security_txt data_catalogue picture picture_size
        event_file event_api project_file project_api document_file document_api
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
        funding:venue_thanks videos:file videos:captions"""),
    (Rule(post=frozenset({200})), "django.contrib.sitemaps.views.sitemap"),
    (LEADS, """favicon share_picture actors:short_address documents:document_short documents:short_download
        events:event_this_month events:event_this_week events:event_today"""),
    # forms that strangers send
    (FORM, """subscriptions:subscribe actors:actor_suggest actors:actor_mistake actors:offer_mistake
        actors:offer_enquire events:event_propose events:event_register projects:project_enquire projects:project_adopt
        documents:copy_request report_barrier report_entry"""),
    # nothing to see here: no picture was given, no sign was brought along
    (Rule(get=frozenset({404})), """events:registration_thanks actors:actor_image events:event_image
        documents:version_text report_thanks"""),
    # links of mails: who has them gets in
    (LINK, """subscriptions:confirm subscriptions:leave actors:still_true actors:still_true_change actors:claim_link
        events:submission events:registration funding:venue_visit"""),
    (PAGE, "pages:preview"),
    # accounts
    (Rule(get=frozenset({302}), post=frozenset({302})), "account_home account_signup"),
    (SIGN_IN, """account_request_login_code account_login account_confirm_login_code account_logout account_inactive
        account_reset_password account_reset_password_done account_reset_password_from_key
        account_reset_password_from_key_done account_confirm_email account_email_verification_sent mfa_authenticate
        mfa_login_webauthn account_invitation account_invitation_key"""),
    (OFFICE_PAGE, "deputy_list deputy_list_of deputy_end"),
    (SIGN_IN, "handbook handbook_chapter"),
    (ACCOUNT, """account_reauthenticate account_email account_change_password account_set_password mfa_index
        mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes mfa_generate_recovery_codes
        mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn mfa_reauthenticate_webauthn
        mfa_remove_webauthn mfa_edit_webauthn usersessions_list
        usersessions_end account_second_factor"""),
    # signed in
    (SIGNED, "my_area my_rights text_links"),
    (Rule(SIGNED_IN, get=frozenset(), post=TAKEN), "text_preview"),
    (Rule(frozenset(), rights=("base.view_picture",), post=TAKEN, refused=NO_ENTRY), "text_pictures"),
    (SIGNED_FORM, "actors:actor_claim actors:invitation funding:reminder_settings"),
    (SIGNED, "projects:project_begin"),
    # people of an institution
    (OWN, "actors:own_entry own_events:list own_projects:list own_events:dates"),
    (OWN_FORM, """actors:own_section actors:own_offer actors:own_offer_create own_events:create own_events:change
        own_events:copy own_events:date own_events:date_add own_events:rule own_events:rule_add own_projects:create
        own_projects:change own_projects:edit actors:own_leave"""),
    (OWN_BUTTON, """actors:own_checked actors:own_offer_shown own_events:call_off own_projects:adoption"""),
    (Rule(frozenset({CONTACT}), get=frozenset(), post=TAKEN, asks_for_login=False),
        "actors:own_withdraw"),
    (OWN_BUTTON, "own_events:withdraw own_projects:withdraw"),
    (Rule(frozenset({CONTACT}), rights=("actors.change_changeproposal",), get=SHOWN, asks_for_login=False),
        "actors:proposal_picture"),
    (OWN, "actors:own_people"),
    (HEAD_FORM, "actors:own_invite actors:own_hand_over actors:own_remove actors:own_claim"),
    (replace(HEAD_FORM, get=frozenset(), asks_for_login=False), "actors:own_uninvite"),
    # who comes to an event: the organiser and the office
    (ATTENDANCE, "events:attendance_dates events:attendance_file"),
    (replace(ATTENDANCE, post=TAKEN), "events:attendance events:attendance_add events:attendance_message"),
    # the fund: the institution's cases, read by the office once they were sent
    (SIGNED, "funding:application_list"),
    (SIGNED_FORM, "funding:application_create"),
    (READS_CASES, """funding:application_detail funding:application_receipt funding:letter_download
        funding:attachment_download"""),
    (OWN_FORM, """funding:application_step funding:application_review funding:application_answer
        funding:application_discard funding:application_withdraw funding:application_change
        funding:application_retract funding:application_cancel funding:application_hearing funding:application_account
        funding:application_delivery funding:application_feedback funding:application_copy funding:proof
        funding:proof_review funding:proof_receipt funding:venue_ask"""),
    (OWN, "funding:application_submitted funding:proof_sent"),
    (REPORT, "funding:report_comparison funding:report_year funding:report_file"),
    (replace(REPORT, get=frozenset({302})), "funding:report_index"),
)  # fmt: skip

RULES: dict[str, Rule] = {name: rule for rule, names in _LINES for name in names.split()}


def rule_of(place: Place) -> Rule:
    """Raises NotInTheTable."""
    try:
        return RULES[place.name]
    except KeyError:
        raise NotInTheTable(f"{place.name} (/{place.route}): who gets in?") from None
