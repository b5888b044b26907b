"""Letters and the guideline as paper: accessible, archivable, literal, the same every time."""

import hashlib
import io
import unicodedata
from datetime import date

import page
import pikepdf
import pypdfium2
import pytest
import typst

from bildungsregion.base import typesetting as setting
from funding import guideline, typesetting
from funding.models import Programme, RuleSet
from funding.typesetting import Kind, render
from tests.funding.letter_samples import AUTHORITY, context


HOSTILE = (
    '#read("/etc/passwd") *b* _i_ $x^2$ `c` \\ // [a](b) <label> @ref = h <script>alert(1)</script>'
)
# Letters of DIN SPEC 91379, among them those that exist only as a pair of characters.
NAMES = "ẞ ß Ł ł Ő ő Ș ț Ğ İ ı Ŋ Æ Ø Þ ð Ǆ C̆ K̂ L̥ M̂ N̂ R̥ S̱ T̈ Z̧ z̆ c̄ s̄ Ж ж Ω ω"


def words(pdf: bytes) -> str:
    """What a reader's program finds in the PDF, blanks folded."""
    pages = pypdfium2.PdfDocument(pdf)
    text = " ".join(page.get_textpage().get_text_range() for page in pages)
    return " ".join(text.replace("\u200b", "").split())


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("profile", ["ua1", "2a"])
def test_each_paper_is_accessible_and_fit_for_the_archive(kind, profile):
    report = page.validate_pdf_bytes(render(kind, context(kind)), profile=profile)

    assert [failure.message for failure in report.failures] == []
    assert (report.is_compliant, report.rules.failed) == (True, 0)


@pytest.mark.parametrize("number", range(20))
def test_letters_are_sound_whatever_their_streams_end_with(number):
    letter = render(Kind.RECEIPT, context(Kind.RECEIPT, reference=f"KB-2026-{number:04}"))

    assert b"\r\nendstream" not in letter
    assert page.is_pdf_compliant_bytes(letter, profile="2a")


@pytest.mark.parametrize("kind", Kind)
def test_equal_data_gives_equal_bytes(kind):
    first, second = (render(kind, context(kind)) for _ in range(2))

    assert hashlib.sha256(first).hexdigest() == hashlib.sha256(second).hexdigest()


@pytest.mark.parametrize("kind", Kind)
def test_a_paper_tells_its_title_language_and_day(kind):
    with pikepdf.open(io.BytesIO(render(kind, context(kind)))) as pdf:
        assert str(pdf.Root.Lang) == "de-DE"
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260316")
        assert (
            str(pdf.docinfo["/Title"])
            == {
                Kind.RECEIPT: "Eingangsbestätigung KB-2026-0042",
                Kind.GRANT_NOTICE: "Zuwendungsbescheid KB-2026-0042",
                Kind.PARTIAL_GRANT_NOTICE: "Zuwendungsbescheid über einen Teilbetrag KB-2026-0042",
                Kind.REJECTION_NOTICE: "Ablehnungsbescheid KB-2026-0042",
                Kind.AMENDMENT_NOTICE: "Änderungsbescheid KB-2026-0042",
                Kind.REMINDER: "Erinnerung an den Nachweis KB-2026-0042",
                Kind.HEARING: "Anhörung KB-2026-0042",
                Kind.REVOCATION_NOTICE: "Widerrufsbescheid KB-2026-0042",
                Kind.SETTLEMENT_NOTICE: "Mitteilung über die Abrechnung KB-2026-0042",
                Kind.PAYMENT_ORDER: "Auszahlungsanordnung KB-2026-0042",
                Kind.PAYMENT_RUN: "Auszahlungsliste KB-2026-0042",
                Kind.GUIDELINE: "Mit der dritten Klasse ins Salzmuseum",
                Kind.REPORT: "Mit der dritten Klasse ins Salzmuseum",
            }[kind]
        )


def test_a_receipt_says_that_it_is_no_approval():
    text = words(render(Kind.RECEIPT, context(Kind.RECEIPT)))

    assert "Diese Bestätigung ist keine Bewilligung." in text
    assert "Ihr Antrag ist am 2. März 2026 um 10:15 Uhr bei uns eingegangen." in text
    assert "Mietbus: 80 % von 312,49 € = 249,99 €" in text
    assert "Voraussichtlicher Zuschuss 538,99 €" in text
    assert "Kosten nach Ihren Angaben: 913,49 €, andere Förderung: 50,00 €." in text
    assert "Angebot.pdf" in text
    assert "Seite 1 von 2" in text


def test_a_grant_notice_holds_everything_a_decision_needs():
    data = context(Kind.GRANT_NOTICE, amount_cents=538_99)
    text = words(render(Kind.GRANT_NOTICE, data))

    for part in [
        "Grundschule Am Sandberg Schulleitung Am Sandberg 3 21379 Scharnebeck",
        "KB-2026-0042",
        "16. März 2026",
        "auf Ihren Antrag vom 2. März 2026 fördern wir Ihr Vorhaben.",
        "Wir bewilligen Ihnen einen Zuschuss von bis zu 538,99 €",
        "12. Mai 2026, Klasse 3 b (24 Kinder)",
        "Nr. 2 a der Richtlinie",
        "Bewilligter Zuschuss, höchstens 538,99 €",
        "1. Belege sind aufzubewahren. 2. Änderungen sind mitzuteilen.",
        "Der Nachweis muss bis zum 30. Juni 2026 bei uns sein.",
        "Richtlinie über die kulturelle Bildungsförderung, Fassung 2025",
        "Rechtsbehelfsbelehrung Gegen diesen Bescheid kann Klage erhoben werden.",
        "Im Auftrag Leitung Bildung und Kultur",
        "Dieser Bescheid wurde maschinell erstellt und ist ohne Unterschrift gültig.",
    ]:
        assert part in text
    assert "Abweichung" not in text


def test_a_partial_grant_shows_the_difference_and_its_reason():
    text = words(render(Kind.PARTIAL_GRANT_NOTICE, context(Kind.PARTIAL_GRANT_NOTICE)))

    assert "Abweichung von der Berechnung (siehe Begründung) −138,99 €" in text
    assert "Bewilligter Zuschuss, höchstens 400,00 €" in text
    assert "Im Übrigen lehnen wir den Antrag ab." in text
    assert "Begründung Die Mittel sind knapp." in text


@pytest.mark.parametrize(
    ("kind", "sentences"),
    [
        (
            Kind.AMENDMENT_NOTICE,
            ["Wir bewilligen Ihnen jetzt einen Zuschuss von bis zu 400,00 €",
             "Bisher waren 300,00 € bewilligt.", "Es kommt noch eine Klasse mit.", "Klage erhoben"],
        ),
        (
            Kind.REMINDER,
            ["Der Nachweis sollte bis zum 1. März 2026 bei uns sein.", "zweite Erinnerung",
             "Bitte schicken Sie uns den Nachweis bis zum 30. März 2026."],
        ),
        (
            Kind.HEARING,
            ["Wir beabsichtigen, die Bewilligung zu widerrufen.", "ausgezahlt sind 379,00 €",
             "Der Nachweis fehlt.", "bis zum 30. März 2026"],
        ),
        (
            Kind.REVOCATION_NOTICE,
            ["Es bleiben Ihnen 100,00 €.", "Bitte zahlen Sie zurück 279,00 €", "bis zum 15. April 2026",
             "Die Fahrt fand nicht statt.", "Klage erhoben"],
        ),
        (
            Kind.SETTLEMENT_NOTICE,
            ["Wir zahlen Ihnen aus 379,00 €", "Eintritt: Fünf Karten privat (−30,00 €)",
             "Bewilligt waren 410,00 €.", "DE89 … 3000, Gemeinde Scharnebeck"],
        ),
        (Kind.PAYMENT_ORDER, ["379,00 €", "DE89 3704 0044 0532 0130 00", "Angeordnet Leitung"]),
        (Kind.PAYMENT_RUN, ["Summe (Anzahl: 1) 379,00 €", "KB-2026-0042-Z1", "Freigegeben"]),
    ],
)  # fmt: skip
def test_later_letters_say_what_they_must(kind, sentences):
    text = words(render(kind, context(kind)))

    assert [sentence for sentence in sentences if sentence not in text] == []


def test_a_revocation_is_not_set_without_reasons():
    with pytest.raises(typst.TypstError, match="needs reasons"):
        render(Kind.REVOCATION_NOTICE, context(Kind.REVOCATION_NOTICE, reasons=" "))


def test_a_rejection_needs_neither_amount_nor_conditions():
    data = context(Kind.REJECTION_NOTICE)
    for key in ["provider", "amount_cents", "conditions", "proof_text", "proof_due_on"]:
        del data[key]

    text = words(render(Kind.REJECTION_NOTICE, data))

    assert "Ihren Antrag vom 2. März 2026 lehnen wir ab." in text
    assert "Rechtsbehelfsbelehrung" in text
    assert "bewilligen" not in text


@pytest.mark.parametrize("kind", [Kind.PARTIAL_GRANT_NOTICE, Kind.REJECTION_NOTICE])
def test_a_decision_against_the_applicant_is_not_set_without_reasons(kind):
    with pytest.raises(typst.TypstError, match="needs reasons"):
        render(kind, context(kind, reasons=" \n"))


def test_what_is_missing_makes_no_letter():
    data = context(Kind.GRANT_NOTICE)
    del data["remedy_text"]

    with pytest.raises(typst.TypstError, match="remedy_text"):
        render(Kind.GRANT_NOTICE, data)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="is not a valid Kind"):
        render("../../etc/passwd", {})


@pytest.mark.parametrize("typed", [HOSTILE, NAMES])
def test_what_people_typed_is_printed_as_it_stands(typed):
    text = words(render(Kind.RECEIPT, context(Kind.RECEIPT, text=typed)))

    assert letters_only(typed) in letters_only(text)


def letters_only(text: str) -> str:
    """Without blanks, which a reader's program may see beside an accent; apostrophes straight."""
    return unicodedata.normalize("NFC", "".join(text.replace("’", "'").split()))


def hostile(value):
    """The same context with every text replaced by something nobody wishes for."""
    if isinstance(value, dict):
        keep = {
            "dated_on", "applied_on", "received_at", "proof_due_on", "due_on", "was_due_on", "granted_on",
            "claim_due_on",
        }  # fmt: skip
        return {key: item if key in keep else hostile(item) for key, item in value.items()}
    if isinstance(value, list):
        return [hostile(item) for item in value]
    if isinstance(value, str):
        return f"{HOSTILE} {'x' * 300} 👩\u200d👩\u200d👧 🎭️ 日本語 \u202egnp.exe\x00\x1b\ud800\n\n\n{NAMES}"
    return value


@pytest.mark.parametrize("kind", Kind)
def test_hostile_texts_everywhere_break_nothing(kind):
    paper = render(kind, hostile(context(kind)))

    assert page.is_pdf_compliant_bytes(paper, profile="ua1")
    assert page.is_pdf_compliant_bytes(paper, profile="2a")


@pytest.mark.parametrize("kind", Kind)
def test_empty_texts_everywhere_break_nothing(kind):
    data = context(kind)
    data["authority"] = dict.fromkeys(AUTHORITY, "")
    data |= {"programme": "", "text": "", "signer": ""}

    assert page.is_pdf_compliant_bytes(render(kind, data), profile="ua1")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Theater 🎭!", "Theater 🎭!"),
        ("U\u0308ber", "Über"),
        ("日本", "\ufffd\ufffd"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\tb\u2028c", "a b c"),
        ("a\x00\x1b\u202eb", "ab"),
        ("12,50\u00a0€", "12,50\u00a0€"),
        ("x" * 33, "x" * 33),
        ("x" * 40, "\u200b".join(["x" * 17, "x" * 17, "x" * 6])),
    ],
)
def test_texts_are_made_fit_for_print(typed, shown):
    assert setting.printable(typed) == shown


def test_every_character_said_to_be_covered_is_in_the_fonts():
    covered = sorted(setting.coverage() - set(map(ord, "\u00ad\u200b\u200d")))
    text = " ".join(chr(code) for code in covered)

    paper = render(Kind.GUIDELINE, context(Kind.GUIDELINE, introduction=text))

    with pikepdf.open(io.BytesIO(paper)) as pdf:
        fonts = {
            str(item.get("/BaseFont")).partition("+")[2]
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        }
    assert {name.partition("-")[0] for name in fonts} == {"FiraSans", "NotoSans", "NotoEmoji"}


def test_the_version_of_a_template_changes_with_its_text():
    versions = {kind: typesetting.template_version(kind) for kind in Kind}

    assert len(set(versions.values())) == len(Kind)
    assert all(len(version) == 12 for version in versions.values())


@pytest.fixture
def rule_set() -> RuleSet:
    return RuleSet(
        programme=Programme(name="Kulturelle Bildungsförderung"),
        version="2025",
        valid_from=date(2025, 5, 8),
        citation="Richtlinie, geändert am 08.05.2025",
        source_url="https://landkreis.example/richtlinie",
        legal_text="Ein **Absatz**.\n\n* eins\n  weiter\n* zwei\n\nDanach.\n\n## Titel\n\nMehr.",
    )


def test_the_guideline_is_an_accessible_paper(rule_set, region):
    paper = guideline.pdf(rule_set)

    assert paper == guideline.pdf(rule_set)
    assert page.is_pdf_compliant_bytes(paper, profile="ua1")
    assert page.is_pdf_compliant_bytes(paper, profile="2a")


def test_the_guideline_takes_its_figures_from_the_rules(rule_set, region):
    rule_set.bus_rate_bp = 7000
    rule_set.max_grant_cents = 1_500_00

    data = guideline.context(rule_set)

    assert data["rates"] == [
        {"label": "Bus und Bahn", "value": "100\u00a0%"},
        {"label": "Gemieteter Bus", "value": "70\u00a0%"},
        {"label": "Eintritt ab 5,00\u00a0€ je Person", "value": "50\u00a0%"},
        {
            "label": "Honorar und Material zusammen",
            "value": "100\u00a0%, höchstens 200,00\u00a0€ je Termin",
        },
        {"label": "Höchstbetrag je Antrag", "value": "1.500,00\u00a0€"},
    ]
    assert data["sections"][-2]["items"] == [
        "Für 25 Fahrkarten zu 3,40 € gibt es 85,00\u00a0€.",
        "Für einen gemieteten Bus zu 350,00 € gibt es 245,00\u00a0€.",
        "Für 22 Eintrittskarten zu 5,00 € gibt es 55,00\u00a0€.",
        "Für 22 Eintrittskarten zu 4,50 € gibt es nichts.",
        "Für ein Honorar von 225,00 € gibt es 200,00\u00a0€.",
    ]


def test_the_words_of_the_guideline_become_sections(rule_set):
    assert guideline.sections(rule_set.legal_text, "Was gilt") == [
        {"title": "Was gilt", "text": "Ein Absatz.", "items": ["eins weiter", "zwei"]},
        {"title": "", "text": "Danach.", "items": []},
        {"title": "Titel", "text": "Mehr.", "items": []},
    ]
