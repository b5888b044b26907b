"""What the words of a register mean here: kinds, sponsors, yes and no, weekly hours. Pure."""

import re

from actors.kinds import Kind
from actors.models import AccessFact, Actor
from bildungsregion.base.search import fold


# Of a school's branches; they say nothing of its kind.
_SILENT = re.compile(
    r"schulkindergarten|(?:(?<!\S)\S*)?ganztags\w*|ganztagiger unterricht|\(o\. zb\)|bildungsangebot"
    r"|grundschulforderklasse"
)
# Folded words, the more telling first: „Grund- und Oberschule“ is an Oberschule.
_KINDS: tuple[tuple[str, Kind], ...] = (
    (r"waldorf|\bfws\b", Kind.WALDORFSCHULE),
    (r"\bsbbz\b|sonderpadagogisch", Kind.SBBZ),
    (r"forderschul|sonderschul|\bfos\b|forderzentrum", Kind.FOERDERSCHULE),
    (r"abend(haupt|real)?schul|abendgymnas|\bkolleg\b", Kind.ABENDSCHULE),
    (r"berufsbildend|berufsschul|berufskolleg|berufliche[rns]? (schul|gymnas)|fachschul|\bbbs\b|\bcollege\b",
     Kind.BERUFSBILDENDE_SCHULE),
    (r"gesamtschul|\bigs\b|\bkgs\b", Kind.GESAMTSCHULE),
    (r"gemeinschaftsschul", Kind.GEMEINSCHAFTSSCHULE),
    (r"werkreal", Kind.WERKREALSCHULE),
    (r"oberschul|\bobs\b", Kind.OBERSCHULE),
    (r"gymnas|\bgym\b", Kind.GYMNASIUM),
    (r"realschul", Kind.REALSCHULE),
    (r"hauptschul", Kind.HAUPTSCHULE),
    (r"grundschul|\bv?gs\b", Kind.GRUNDSCHULE),
    (r"volkshochschul|\bvhs\b", Kind.VOLKSHOCHSCHULE),
    (r"studienseminar|seminar fur ausbildung|lehrkraftebildung", Kind.STUDIENSEMINAR),
    (r"hochschul|universit|akademie der kunste", Kind.HOCHSCHULE),
    (r"kindertagespfleg|tagesmutter|tagespflege", Kind.KINDERTAGESPFLEGE),
    (r"\bkitas?\b|kindertages|kindergart|\bkiga\b|kinderhaus|familienzentrum", Kind.KITA),
    (r"krippe", Kind.KRIPPE),
    (r"\bhort\b|kinderhort|schulhort", Kind.HORT),
    (r"musikschul|music.school", Kind.MUSIKSCHULE),
    (r"kunstschul|jugendkunst|malschul", Kind.KUNSTSCHULE),
    (r"museum|museen", Kind.MUSEUM),
    (r"theat(er|re)|buhne", Kind.THEATER),
    (r"bibliothek|buchere|library", Kind.BIBLIOTHEK),
    (r"\bkino\b|lichtspiel|cinema|filmtheater", Kind.KINO),
    (r"archiv", Kind.ARCHIV),
    (r"literatur", Kind.LITERATUR),
    (r"soziokultur|community.centre", Kind.SOZIOKULTUR),
    (r"kulturzentrum|kulturhaus|arts.centre|galerie|kulturell", Kind.KULTUREINRICHTUNG),
    (r"umweltbildung|naturschutz|waldpadagog|umweltzentrum", Kind.UMWELTBILDUNG),
    (r"lernort", Kind.LERNORT),
    (r"jugend(zentrum|haus|treff|club)", Kind.JUGENDZENTRUM),
    (r"jugendhilfe|jugendamt", Kind.JUGENDHILFE),
    (r"medienzentrum", Kind.MEDIENZENTRUM),
    (r"familienbildung", Kind.FAMILIENBILDUNG),
    (r"beratung", Kind.BERATUNG),
    (r"bildungsburo", Kind.BILDUNGSBUERO),
    (r"koordini", Kind.KOORDINATION),
    (r"\bkammer\b|handwerkskammer|industrie und handelskammer", Kind.KAMMER),
    (r"stiftung", Kind.STIFTUNG),
    (r"tagungs", Kind.TAGUNGSZENTRUM),
    (r"weiterbildung|erwachsenenbildung", Kind.WEITERBILDUNGSTRAEGER),
    (r"\bverein\b", Kind.VEREIN),
)  # fmt: skip
_EXACT = {fold(str(label)): kind for kind, label in Kind.choices} | {
    fold(kind): kind for kind in Kind.values
}

_S = Actor.Sponsorship
_SPONSORS: tuple[tuple[str, str], ...] = (
    (r"kirch|evang|ev\.|kathol|diakoni|caritas|bistum|gemeindeverband", _S.CHURCH),
    (r"landkreis|\bkreis\b|kreisverwaltung", _S.DISTRICT),
    (r"gemeinde|stadt|kommun|flecken|schulverband|zweckverband", _S.MUNICIPAL),
    (r"\bbund\b|bundes(republik|wehr)", _S.FEDERAL),
    (r"\bland\b|staatlich|\bstaat\b", _S.LAND),
    (r"frei|verein|e\. ?v|ggmbh|gemeinnutz|stiftung|\bdrk\b|\bawo\b|lebenshilfe|rotes kreuz|elterninitiative", _S.FREE),
    (r"privat|gmbh|gewerblich", _S.PRIVATE),
)  # fmt: skip

YES = frozenset({"ja", "j", "yes", "y", "true", "wahr", "1", "1.0", "x", "vorhanden", "designated"})
NO = frozenset({"nein", "n", "no", "false", "falsch", "0", "0.0", "nicht vorhanden", "-"})
PARTLY = frozenset({"teilweise", "bedingt", "eingeschrankt", "limited", "teils", "zum teil"})
UNKNOWN = frozenset(
    {"", "unbekannt", "?", "unknown", "k. a.", "k.a.", "keine angabe", "noch nicht erfasst"}
)


def kind_of(text: str) -> str:
    """The kind that these words mean, "" where they mean none."""
    word = " ".join(_SILENT.sub(" ", fold(text)).split()).replace("igs/fws", "igs")
    if word in _EXACT:
        return _EXACT[word]
    return next((kind for pattern, kind in _KINDS if re.search(pattern, word)), "")


def sponsorship_of(text: str) -> str:
    """Who runs it, "" where the words do not say."""
    word = fold(text)
    exact = {fold(str(label)): value for value, label in _S.choices} | {v: v for v in _S.values}
    if word in exact:
        return exact[word]
    return next((value for pattern, value in _SPONSORS if re.search(pattern, word)), "")


def state_of(text: str, *, partly: bool) -> str | None:
    """ "ja", "nein", "unbekannt", with ``partly`` also "teilweise"; None for other words."""
    word = " ".join(fold(text).split())
    if word in YES:
        return AccessFact.State.YES
    if word in NO:
        return AccessFact.State.NO
    if word in UNKNOWN:
        return AccessFact.State.UNKNOWN
    return Actor.Access.PARTLY if partly and word in PARTLY else None


# Names and beginnings of weekdays, German and as OpenStreetMap has them.
_DAYS = {name: at for at, names in enumerate((
    "montags|montag|mo", "dienstags|dienstag|di|tu", "mittwochs|mittwoch|mi|we", "donnerstags|donnerstag|do|th",
    "freitags|freitag|fr", "samstags|samstag|sa|sonnabends|sonnabend", "sonntags|sonntag|so|su",
)) for name in names.split("|")}  # fmt: skip
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
# All for text with single blanks: with runs of them each blank would be tried in every place.
_DAY_SPAN = rf"(?:{_DAY})\.?(?: ?(?:-|bis|,|und|u\.|\+|&|/) ?(?:{_DAY})\b\.?)*"
_TIME = r"\d{1,2}(?:[:.]\d{2})?"
_TIME_SPAN = rf"{_TIME} ?(?:uhr)? ?(?:-|bis) ?{_TIME} ?(?:uhr)?"
_PART = re.compile(
    rf"(?P<days>{_DAY_SPAN}) ?:? ?(?:von )?"
    rf"(?P<times>{_TIME_SPAN}(?: ?(?:,|und|u\.|/|\+) ?(?:von )?{_TIME_SPAN})*)[ ;,.|]*"
)
Slot = list  # [weekday, "09:00", "17:30"]


def week_of(text: str) -> list[Slot] | None:
    """ "Mo–Fr 9–17 Uhr; Sa 10:00–14:00" as slots; None where any of it means something else."""
    rest = " ".join(re.sub(r"[–—−]", "-", fold(text)).split())
    slots: list[Slot] = []
    while rest:
        part = _PART.match(rest)
        if part is None:
            return None
        spans = [_span(span) for span in re.findall(_TIME_SPAN, part["times"])]
        if None in spans:
            return None
        slots += [[day, *span] for day in _days(part["days"]) for span in spans]
        rest = rest[part.end() :]
    return sorted(slots) if slots and _apart(slots) else None


def _days(text: str) -> list[int]:
    days: list[int] = []
    through = False
    for word in re.findall(rf"{_DAY}|-|bis", text):
        if word in ("-", "bis"):
            through = True
            continue
        day = _DAYS[word]
        if through and days:
            days += [(days[-1] + step) % 7 for step in range(1, (day - days[-1]) % 7 + 1)]
        else:
            days.append(day)
        through = False
    return sorted(set(days))


def _span(text: str) -> list[str] | None:
    clocks = []
    for hour, minute in re.findall(r"(\d{1,2})(?:[:.](\d{2}))?", text):
        if int(hour) > 24 or int(minute or 0) > 59 or (int(hour) == 24 and int(minute or 0)):
            return None
        clocks.append(f"{int(hour) % 24:02}:{int(minute or 0):02}")
    opens, closes = clocks
    return clocks if opens < closes or (closes == "00:00" and opens != closes) else None


def _apart(slots: list[Slot]) -> bool:
    ordered = sorted(slots)
    return all(
        first[0] != second[0] or (first[2] != "00:00" and first[2] <= second[1])
        for first, second in zip(ordered, ordered[1:], strict=False)
    )
