import re

import pytest
from django import forms

from bildungsregion.base.forms import DateInput, FilterForm, MoneyInput, SiteForm, TimeInput
from bildungsregion.base.templatetags.ui import site_form


class Visit(SiteForm):
    school = forms.CharField(label="Schule", help_text="Wie auf dem Briefkopf.")
    kind = forms.ChoiceField(label="Art", choices=[("a", "A"), ("b", "B")])
    way = forms.ChoiceField(label="Weg", choices=[("bus", "Bus")], widget=forms.RadioSelect)
    grades = forms.MultipleChoiceField(
        label="Klassen",
        choices=[("1", "eins"), ("2", "zwei")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    paper = forms.FileField(label="Anlage")
    sure = forms.BooleanField(label="Stimmt")
    cost = forms.CharField(label="Kosten", widget=MoneyInput, required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    fieldsets = (("Wer", "Die Einrichtung", ("school", "kind")),)


def tag(html: str, pattern: str) -> str:
    """The one start tag in the HTML that has the pattern in it."""
    (found,) = [match for match in re.findall(r"<[a-z][^>]*>", html) if pattern in match]
    return found


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("school", "input"),
        ("kind", "select"),
        ("way", "group"),
        ("grades", "group"),
        ("paper", "input"),
        ("sure", "check"),
    ],
)
def test_field_takes_the_shape_of_its_widget(name, shape):
    assert Visit()[name].shape == shape


def test_date_and_time_in_parts_are_a_fieldset():
    class Parts(SiteForm):
        begins = forms.SplitDateTimeField(widget=forms.SelectDateWidget)

    assert Parts()["begins"].shape == "parts"


def test_label_hint_and_control_are_tied_together():
    html = str(Visit())

    control = tag(html, 'id="id_school"')

    assert 'class="kern-form-input__input"' in control
    assert 'aria-describedby="id_school_helptext"' in control
    assert tag(html, 'for="id_school"') == '<label class="kern-label" for="id_school">'
    assert '<div class="kern-hint" id="id_school_helptext">Wie auf dem Briefkopf.</div>' in html


def test_wrong_field_says_so_and_is_described_by_its_error():
    html = str(Visit({"kind": "a"}))

    control = tag(html, 'id="id_school"')

    assert 'aria-invalid="true"' in control
    assert 'aria-describedby="id_school_helptext id_school_error"' in control
    assert "kern-form-input__input--error" in control
    assert 'id="id_school_error"' in html


def test_summary_leads_to_the_first_control_of_each_wrong_field():
    form = Visit({"kind": "a"})

    summary = str(form).split("br-form")[0]

    assert re.findall(r'href="#([^"]+)"', summary) == [
        "id_school",
        "id_way_0",
        "id_paper",
        "id_sure",
    ]
    assert "Bitte prüfen Sie 4 Angaben." in summary
    assert "autofocus" in summary


def test_no_summary_on_a_form_not_yet_sent():
    assert "kern-alert" not in str(Visit())


def test_group_is_a_fieldset_with_a_label_for_each_option():
    html = Visit()["grades"].as_field_group()

    assert "<legend" in html
    assert re.findall(r'<label class="kern-label" for="([^"]+)"', html) == [
        "id_grades_0",
        "id_grades_1",
    ]
    assert html.count('class="kern-form-check__checkbox"') == 2


def test_what_is_optional_says_so():
    form = Visit()

    assert "freiwillig" in form["cost"].as_field_group()
    assert "freiwillig" not in form["school"].as_field_group()


def test_filter_does_not_call_everything_optional():
    class Narrow(FilterForm):
        q = forms.CharField(required=False)

    assert "freiwillig" not in str(Narrow())


def test_money_asks_for_numbers_and_names_its_unit():
    html = Visit()["cost"].as_field_group()

    assert 'inputmode="decimal"' in tag(html, 'id="id_cost"')
    assert "(€)" in html


def test_date_and_time_travel_as_iso_whatever_the_language():
    class When(SiteForm):
        day = forms.DateField(widget=DateInput, initial="2026-03-03")
        hour = forms.TimeField(widget=TimeInput)

    html = str(When({"day": "2026-03-03", "hour": "16:30"}))

    assert 'type="date"' in tag(html, 'id="id_day"')
    assert 'value="2026-03-03"' in tag(html, 'id="id_day"')
    assert 'value="16:30"' in tag(html, 'id="id_hour"')


def test_missing_answers_are_asked_for_in_plain_words():
    form = Visit({})

    assert {name: errors[0] for name, errors in form.errors.items()} == {
        "school": "Bitte füllen Sie dieses Feld aus.",
        "kind": "Bitte wählen Sie etwas aus.",
        "way": "Bitte wählen Sie etwas aus.",
        "paper": "Bitte wählen Sie eine Datei aus.",
        "sure": "Bitte setzen Sie hier ein Häkchen.",
    }


def test_own_sentence_for_a_missing_answer_is_kept():
    class Own(SiteForm):
        name = forms.CharField(error_messages={"required": "Wie heißen Sie?"})

    assert Own({}).errors["name"] == ["Wie heißen Sie?"]


def test_fieldsets_group_fields_and_leave_the_rest_behind():
    groups = Visit().groups()

    assert [(group["legend"], [field.name for field in group["fields"]]) for group in groups] == [
        ("Wer", ["school", "kind"]),
        ("", ["way", "grades", "paper", "sure", "cost"]),
    ]


def test_hidden_fields_are_printed_once():
    assert str(Visit()).count('name="secret"') == 1


def test_formset_prints_each_form_and_its_own_error():
    formset = forms.formset_factory(
        Visit, max_num=1, validate_max=True, renderer=Visit.default_renderer()
    )
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0"}

    html = str(formset(data))

    assert html.count('class="br-form"') == 2
    assert "höchstens 1" in html


def test_form_of_another_package_takes_our_look():
    class Foreign(forms.Form):
        login = forms.CharField()

    html = site_form(Foreign())

    assert "kern-form-input__input" in html
