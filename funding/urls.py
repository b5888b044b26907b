from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from bildungsregion.base.languages import in_languages

from .models import Application
from .views import (
    applying,
    attachments,
    case_detail,
    changing,
    copying,
    downloads,
    ending,
    feedback,
    filing,
    listing,
    proof,
    proof_receipts,
    public,
    reminders,
    reports,
    telling,
    venue,
)


class SectionConverter(StringConverter):
    """A step of the application's form."""

    regex = "|".join(Application.Section.values)


register_converter(SectionConverter, "section")
CASE = "antraege/<slug:key>"
REPORT = "auswertung/<slug:slug>"
# The public part; applying, proving and reporting happen in German, as the letters do.
_PUBLIC = [
    path("", public.Overview.as_view(), name="overview"),
    path("rechner/", public.Calculator.as_view(), name="calculator"),
    path("selbstcheck/", public.SelfCheck.as_view(), name="self_check"),
    path("gefoerdert/", reports.FundedList.as_view(), name="funded_list"),
]
_OWN = [
    # On the evening of a deadline nearly all requests are for these two.
    path(f"{CASE}/<section:section>/", attachments.application_step, name="application_step"),
    path(f"{CASE}/pruefen/", filing.ApplicationReview.as_view(), name="application_review"),
    path("auswertung/", reports.ReportIndex.as_view(), name="report_index"),
    path(f"{REPORT}/", reports.ReportComparison.as_view(), name="report_comparison"),
    path(f"{REPORT}/<int:year>/", reports.ReportYear.as_view(), name="report_year"),
    path("erinnerungen/", reminders.ReminderSettings.as_view(), name="reminder_settings"),
    path("antraege/", listing.ApplicationList.as_view(), name="application_list"),
    path("antraege/neu/", applying.ApplicationCreate.as_view(), name="application_create"),
    path(f"{CASE}/", case_detail.ApplicationDetail.as_view(), name="application_detail"),
    path(f"{CASE}/eingegangen/", filing.ApplicationSubmitted.as_view(), name="application_submitted"),
    path(f"{CASE}/antwort/", filing.ApplicationAnswer.as_view(), name="application_answer"),
    path(f"{CASE}/verwerfen/", filing.ApplicationDiscard.as_view(), name="application_discard"),
    path(f"{CASE}/zurueckziehen/", ending.ApplicationWithdraw.as_view(), name="application_withdraw"),
    path(f"{CASE}/aendern/", changing.ApplicationChange.as_view(), name="application_change"),
    path(f"{CASE}/aenderung-zuruecknehmen/", ending.ApplicationRetract.as_view(), name="application_retract"),
    path(f"{CASE}/absagen/", ending.ApplicationCancel.as_view(), name="application_cancel"),
    path(f"{CASE}/stellungnahme/", telling.ApplicationHearing.as_view(), name="application_hearing"),
    path(f"{CASE}/bankverbindung/", telling.ApplicationAccount.as_view(), name="application_account"),
    path(f"{CASE}/schreiben/", telling.ApplicationDelivery.as_view(), name="application_delivery"),
    path(f"{CASE}/rueckmeldung/", feedback.ApplicationFeedback.as_view(), name="application_feedback"),
    path(f"{CASE}/wiederholen/", copying.ApplicationCopy.as_view(), name="application_copy"),
    path(f"{CASE}/nachweis/", proof.ProofPage.as_view(), name="proof"),
    path(f"{CASE}/nachweis/pruefen/", proof.ProofReview.as_view(), name="proof_review"),
    path(f"{CASE}/nachweis/gesendet/", proof.ProofSent.as_view(), name="proof_sent"),
    path(f"{CASE}/nachweis/beleg/<int:line>/", proof_receipts.ReceiptPage.as_view(), name="proof_receipt"),
    path(f"{CASE}/nachweis/beleg/<int:line>/<int:pk>/", proof_receipts.ReceiptPage.as_view(), name="proof_receipt"),
    path(f"{CASE}/nachweis/besuch/<int:pk>/", venue.VenueAsk.as_view(), name="venue_ask"),
    path("besuch/danke/", venue.VenueThanks.as_view(), name="venue_thanks"),
    path("besuch/<str:token>/", venue.VenueVisit.as_view(), name="venue_visit"),
]  # fmt: skip

_FILES = [
    path("gefoerdert/liste.csv", reports.FundedFile.as_view(), name="funded_file"),
    path(f"{REPORT}/bericht.<slug:fmt>", reports.ReportFile.as_view(), name="report_file"),
    path(f"{REPORT}/<int:year>/bericht.<slug:fmt>", reports.ReportFile.as_view(), name="report_file"),
    path(f"{CASE}/eingangsbestaetigung.pdf", downloads.ApplicationReceipt.as_view(), name="application_receipt"),
    path(f"{CASE}/anlagen/<int:pk>/", attachments.AttachmentDownload.as_view(), name="attachment_download"),
    path(f"{CASE}/bescheid/<int:pk>/", downloads.LetterDownload.as_view(), name="letter_download"),
]  # fmt: skip

app_name = "funding"
urlpatterns = [
    path("foerderung/", include([*_OWN, *_FILES])),
    in_languages(path("foerderung/", include(_PUBLIC))),
]
