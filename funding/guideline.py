"""The fund's guideline in our own words as an accessible PDF, from the figures of a rule set.

The rates and examples are reckoned from the rules themselves, so that the paper can never say
something else than the calculator.
"""

from markdown_it import MarkdownIt

from bildungsregion.base import region
from bildungsregion.base.money import euro

from . import grant, typesetting
from .grant import Cost, Kind
from .models import RuleSet


# One appointment each; the figures of the worked examples in docs/funding.md.
EXAMPLES = (
    ("25 Fahrkarten zu 3,40 €", Cost(Kind.OPNV, 85_00)),
    ("einen gemieteten Bus zu 350,00 €", Cost(Kind.BUS, 350_00)),
    ("22 Eintrittskarten zu 5,00 €", Cost(Kind.ENTRY, 110_00, 22, 5_00)),
    ("22 Eintrittskarten zu 4,50 €", Cost(Kind.ENTRY, 99_00, 22, 4_50)),
    ("ein Honorar von 225,00 €", Cost(Kind.HONORAR, 225_00)),
)


def pdf(rule_set: RuleSet) -> bytes:
    """The guideline of this version; equal rules give equal bytes."""
    return typesetting.render(typesetting.Kind.GUIDELINE, context(rule_set))


def context(rule_set: RuleSet) -> typesetting.GuidelineContext:
    here, rules = region.current(), rule_set.rules()
    version = f"Fassung {rule_set.version}"
    published = (
        f" Sie ist veröffentlicht unter {rule_set.source_url}" if rule_set.source_url else ""
    )
    return {
        "authority": {
            "name": here.authority_name,
            "unit": here.authority_unit,
            "street": here.office_street,
            "postcode": here.office_postcode,
            "city": here.office_city,
            "phone": here.office_phone,
            "email": here.office_email,
        },
        "dated_on": rule_set.valid_from.isoformat(),
        "title": rule_set.programme.name,
        "subtitle": f"Die Richtlinie in einfachen Worten · {version}",
        "version": version,
        "introduction": (
            "Ausflüge und Projekte kosten Geld. Der Fonds hilft Schulen und Kindertagesstätten im "
            f"{here.district} dabei. Hier steht, wofür es Geld gibt, wie viel und wie Sie es bekommen."
        ),
        "sections": [
            *sections(rule_set.legal_text, "Was gilt"),
            {"title": "So wird gerechnet", "text": "", "items": examples(rules)},
            {"title": "So gehen Sie vor", "text": "", "items": steps(rule_set)},
        ],
        "rates": rates(rules),
        "legal_basis": rule_set.citation.rstrip(".") + "." + published,
    }


def rates(rules: grant.Rules) -> list[typesetting.Pair]:
    """What the fund pays for which cost, one row each."""
    threshold = euro(rules.entry_threshold_cents)
    entry = f"ab {threshold}" if rules.entry_threshold_inclusive else f"über {threshold}"
    cap = (
        "" if rules.fee_cap_cents is None else f", höchstens {euro(rules.fee_cap_cents)} je Termin"
    )
    rows = [
        ("Bus und Bahn", grant.percent(rules.opnv_rate_bp)),
        ("Gemieteter Bus", grant.percent(rules.bus_rate_bp)),
        (f"Eintritt {entry} je Person", grant.percent(rules.entry_rate_bp)),
        ("Honorar und Material zusammen", grant.percent(rules.fee_rate_bp) + cap),
    ]
    if rules.max_grant_cents is not None:
        rows.append(("Höchstbetrag je Antrag", euro(rules.max_grant_cents)))
    if rules.min_grant_cents:
        rows.append(("Mindestbetrag je Antrag", euro(rules.min_grant_cents)))
    return [{"label": label, "value": value} for label, value in rows]


def examples(rules: grant.Rules) -> list[str]:
    """Costs as they occur, and what the rules give for each."""
    given = [
        (words, grant.compute(rules, [grant.Appointment([cost])]).cents) for words, cost in EXAMPLES
    ]
    return [f"Für {words} gibt es {euro(cents) if cents else 'nichts'}." for words, cents in given]


def steps(rule_set: RuleSet) -> list[str]:
    """From the idea to the money."""
    days = rule_set.programme.lead_days
    weeks = f"{days // 7} Wochen" if days % 7 == 0 else f"{days} Tage"
    asked = "soll" if rule_set.programme.lead_is_soft else "muss"
    return [
        f"Ihr Antrag {asked} {weeks} vor dem ersten Termin da sein. Sie stellen ihn im Portal.",
        "Sie bekommen sofort eine Eingangsbestätigung. Sie ist noch keine Zusage.",
        "Wir prüfen den Antrag und fragen nach, wenn etwas fehlt. Dann bekommen Sie einen Bescheid.",
        "Nach dem letzten Termin weisen Sie die Kosten nach. Danach wird ausgezahlt.",
    ]


def sections(markdown: str, title: str) -> list[typesetting.GuidelineSection]:
    """A Markdown text as sections of paragraphs and list items; the first one is called `title`."""
    found = [{"title": title, "text": "", "items": []}]
    inside_list = inside_heading = False
    for token in MarkdownIt("js-default").parse(markdown):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            inside_list = True
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            inside_list = False
        elif token.type in {"heading_open", "heading_close"}:
            inside_heading = token.type == "heading_open"
        elif token.type == "inline":
            words = "".join(child.content or " " for child in token.children if _is_shown(child))
            if inside_heading or (found[-1]["items"] and not inside_list):
                found.append({"title": "", "text": "", "items": []})
            if inside_heading:
                found[-1]["title"] = words
            elif inside_list:
                found[-1]["items"].append(words)
            else:
                found[-1]["text"] = f"{found[-1]['text']}\n\n{words}".strip()
    return [section for section in found if section["text"] or section["items"]]


def _is_shown(child) -> bool:
    return child.type in {"text", "code_inline", "softbreak", "hardbreak"}
