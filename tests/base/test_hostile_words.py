"""What people type reaches tables, mails and pages as it is, and nothing there takes it for more than words."""

import csv
import io

import pytest
from django import forms
from django.core import mail
from django.core.exceptions import ValidationError
from django.template import engines
from django.urls import get_resolver
from django.utils.html import escape
from hypothesis import given, settings as rules, strategies as st

from bildungsregion.base.forms import SiteForm, SiteModelForm
from bildungsregion.base.outbox import queue_mail
from bildungsregion.base.outbox.mail import one_line
from bildungsregion.base.tables import Sheet, csv_lines
from bildungsregion.base.uploads import shown_name
from tests.base.working import GOING_BACK, TookTooLong, processor_time
from tests.house import APPS


SIGNS = "=+-@\t\r\n＝＋－＠−|"
# Letters of DIN SPEC 91379 that others get wrong: two signs in one, marks below, modifiers, Greek and Cyrillic names.
LETTERS = (
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪī"
    "ĬĭĮįİıĲĳĴĵĶķĸĹĺĻļĽľĿŀŁłŃńŅņŇňŊŋŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžƏƠơƯưƷǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǠǡǢǣǤǥǦǧ"
    "ǨǩǪǫǬǭǮǯǰǴǵǸǹǺǻǼǽǾǿȒȓȘșȚțȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳəʒḂḃḆḇḊḋḌḍḎḏḐḑḜḝḞḟḠḡḢḣḤḥḦḧḨḩḪḫḯḰḱḲḳḴḵḶḷḺḻṀṁṂṃṄṅṆṇṈṉṒṓṔṕṖṗṘṙṚṛṞṟṠṡṢṣṪṫṬṭ"
    "ṮṯẀẁẂẃẄẅẆẇẊẋẌẍẎẏẐẑẒẓẔẕẖẗẞẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ"
)
SEQUENCES = [
    "A̋",
    "C̀",
    "C̄",
    "C̆",
    "C̈",
    "C̕",
    "C̣",
    "C̦",
    "C̨̆",
    "D̂",
    "F̀",
    "F̄",
    "G̀",
    "H̄",
    "H̦",
    "H̱",
    "J́",
    "J̌",
    "K̀",
    "K̂",
    "K̄",
    "K̇",
    "K̕",
    "K̛",
    "K̦",
    "K͟H",
    "K͟h",
    "L̂",
    "L̥",
    "L̥̄",
    "L̦",
    "M̀",
    "M̂",
    "M̆",
    "M̐",
    "N̂",
    "N̄",
    "N̆",
    "N̦",
    "P̀",
    "P̄",
    "P̕",
    "P̣",
    "R̆",
    "R̥",
    "R̥̄",
    "S̀",
    "S̄",
    "S̛̄",
    "S̱",
    "T̀",
    "T̄",
    "T̈",
    "T̕",
    "T̛",
    "U̇",
    "Z̀",
    "Z̄",
    "Z̆",
    "Z̈",
    "Z̧",
    "a̋",
    "c̀",
    "ģ",
    "ʹ",
    "ʺ",
    "ʾ",
    "ʿ",
    "ˈ",
    "ˌ",
    "’",
    "‡",
    "Ά",
    "Έ",
    "Ώ",
    "ώ",
    "Ж",
    "ж",
    "Я",
    "я",
    "Ѝ",
    "ѝ",
]
SAMPLES = [*LETTERS, *SEQUENCES, "O’Neill-Żółć", "👩‍🏫", "„<b>“ & ‚'\"’", "{{ 7|add:7 }}", "%s {0}"]
# What makes patterns go back and forth, 20 kB of it.
LONG = [20_000 // len(part) * part + "!" for part in GOING_BACK]
PATIENCE = 2.0  # seconds of this process's own time


def site_forms() -> list[type[forms.BaseForm]]:
    list(get_resolver().url_patterns)
    todo, found = [SiteForm, SiteModelForm], set()
    while todo:
        for one in todo.pop().__subclasses__():
            if one.__module__.split(".")[0] in APPS:
                found.add(one)
                todo.append(one)
    return sorted(found, key=lambda form: (form.__module__, form.__qualname__))


def own_fields() -> list[tuple[str, forms.Field]]:
    """Fields that look at words; those that ask the database are walked by tests/access."""
    return [
        (f"{form.__module__}.{form.__qualname__}.{name}", field)
        for form in site_forms()
        for name, field in form.base_fields.items()
        if not isinstance(field, (forms.ModelChoiceField, forms.FileField))
    ]


def failures(fields, typed) -> list[str]:
    """Fields that answer to these words with anything but a value or a sentence."""
    found = []
    for place, field in fields:
        try:
            field.clean([typed] if isinstance(field, forms.MultipleChoiceField) else typed)
        except ValidationError:
            continue
        except Exception as error:  # what a page would answer with 500
            found.append(f"{place}: {error!r}")
    return found


def test_every_form_takes_long_words_in_time():
    fields = own_fields()

    late = []
    for text in LONG:
        try:
            with processor_time(PATIENCE):
                assert failures(fields, text) == []
        except TookTooLong:
            late.append(text[:4])
    assert late == []


def test_no_field_breaks_on_any_words():
    fields = own_fields()
    assert len(fields) > 100

    @rules(max_examples=40, deadline=None, derandomize=True, database=None)
    @given(st.text(max_size=60) | st.sampled_from(SAMPLES) | st.integers().map(str) | st.floats().map(str))  # fmt: skip
    def try_words(typed):
        assert failures(fields, typed) == []

    try_words()


def test_no_form_takes_every_field():
    loose = [
        form.__qualname__
        for form in site_forms()
        if (meta := getattr(form, "_meta", None)) and (meta.fields == "__all__" or meta.exclude)
    ]

    assert loose == []


@rules(max_examples=200, deadline=None, derandomize=True, database=None)
@given(
    st.sampled_from(SIGNS),
    st.sampled_from(["", " ", "\u200b", "\ufeff", "\u00a0"]),
    st.text(max_size=20),
)
def test_no_cell_begins_a_formula(sign, before, rest):
    text = "".join(csv_lines(Sheet("Blatt", ("Name",), [(before + sign + rest,)])))
    [_head, *found] = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")

    for cells in found:
        assert all(cell[:1] not in set(SIGNS) for cell in cells)


@rules(max_examples=200, deadline=None, derandomize=True, database=None)
@given(
    st.text(max_size=40), st.sampled_from(["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
)
def test_no_word_makes_a_header(word, end):
    line = one_line(f"{word}{end}Bcc: fremd@boese.example")

    assert line.splitlines() in ([line], [])
    assert line.isprintable()


@pytest.mark.parametrize(
    "address",
    ["a@b.example\nBcc: c@d.example", "a@b.example, c@d.example\r\n", "a@b.example, c@d.example"],
)
def test_no_address_makes_a_header(address):
    with pytest.raises(ValueError, match="not one address"):
        queue_mail(to=[address], subject="Hallo", body="Hallo")

    assert mail.outbox == []


def test_letters_of_din_spec_91379_come_back_as_they_went():
    page = engines["django"].from_string("{{ word }}")
    for word in SAMPLES:
        assert forms.CharField().clean(word) == word
        shown = page.render({"word": word})
        assert shown == escape(word)
    whole = " ".join(SAMPLES)
    rows = "".join(csv_lines(Sheet("Blatt", ("Name",), [(whole,)])))
    queue_mail(to=["a@b.example"], subject=whole, body=whole)

    assert list(csv.reader(io.StringIO(rows.removeprefix("\ufeff")), delimiter=";"))[1] == [whole]
    sent = mail.outbox[-1]
    assert (sent.subject, sent.body) == (whole.replace("\u200d", " "), whole)
    assert sent.message()["Subject"]
    assert shown_name(f"{LETTERS[:80]}.pdf", "pdf") == f"{LETTERS[:80]}.pdf"
