"""What those who get in meet on a page of the office: the status of looking, and of an empty form."""

# Not named here: a page that shows itself, and again when an empty form was sent.
USUAL = (200, 200)
_PAIRS: tuple[tuple[int, int, str], ...] = (
    (200, 302, """bildungsregion_datarequest_erase actors_actor_check funding_application_project"""),
    (200, 404, """office:filters events_submission_change"""),
    (200, 405, """office:search office:keys office_handbook password_change_done jsi18n actors_actor_alike
        events_submission_preview funding_application_import_template funding_application_attachment
        funding_application_paper:file funding_application_file funding_application_history
        funding_application_change funding_letter_file funding_paymentrun_history funding_paymentrun_change
        funding_programme_texts funding_ruleset_preview pages_teaser_cards"""),
    (200, 409, """pages_news_change pages_page_change"""),
    (200, 422, """journal actors_claim_change actors_changeproposal_edit actors_changeproposal_change
        events_event_rule_add events_event_rule events_event_date_add events_event_date
        events_event_duplicate funding_application_bank
        funding_application_open_change funding_application_cancel funding_application_open_hearing
        funding_application_paper funding_application_import funding_letter_send funding_letter_post
        funding_paymentrun_open funding_paymentrun_return pages_news_add pages_page_add"""),
    (302, 302, """login base_region_changelist accounts_user_add actors_actorimport_columns actors_actorimport_check
        actors_actorimport_change documents_version_changelist events_feedrun_check
        events_feedrun_columns events_feedrun_change
        pages_news_unplan pages_news_discard pages_page_unplan pages_page_discard"""),
    (403, 403, """funding_application_remind funding_application_announce_lapse funding_application_lapse"""),
    (403, 405, """autocomplete"""),
    (404, 404, """verwaltung/<app>/<model>/<object_id>/history/ verwaltung/<app>/<model>/<object_id>/history/<change>/
        view_on_site base_textversion_text accounts_user_leave accounts_user_reset actors_actor_merge
        events_event_merge funding_budgetyear_book funding_programme_text funding_programme_text_preview
        funding_ruleset_repin pages_news_version pages_news_restore pages_page_version pages_page_restore
        verwaltung/<url>"""),
    (404, 405, """office:filter_count office_handbook_chapter funding_application_draft funding_paymentrun_file"""),
    (405, 200, """logout"""),
    (405, 302, """base_outgoingmail_retry bildungsregion_report_step bildungsregion_datarequest_file
        bildungsregion_datarequest_step accounts_officeinvitation_again accounts_officeinvitation_withdraw
        projects_project_begin events_feed_fetch funding_paymentrun_release funding_paymentrun_dissolve
        pages_news_revoke pages_page_revoke"""),
    (405, 404, """office:filter_add"""),
    (405, 409, """funding_paymentrun_export"""),
    (405, 422, """actors_actor_apart events_event_apart funding_application_checks funding_letter_post_print"""),
    (409, 409, """funding_application_start_review funding_application_assign funding_application_request_info
        funding_application_resume_review funding_application_propose funding_application_send_back
        funding_application_sign funding_application_receipts funding_application_settle
        funding_application_confirm_payment funding_application_order_payment
        funding_application_record_paid funding_application_record_failed funding_application_prepare_again
        funding_application_put_on_waitlist funding_application_decline_change
        funding_application_propose_change funding_application_send_back_change funding_application_amend
        funding_application_query_report funding_application_resume_report funding_application_drop_hearing
        funding_application_propose_revocation funding_application_send_back_revocation
        funding_application_revoke funding_application_record_refund funding_application_waive_claim"""),
)  # fmt: skip
ANSWERS: dict[str, tuple[int, int]] = {
    name: (get, post) for get, post, names in _PAIRS for name in names.split()
}
