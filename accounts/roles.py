"""Who may do what in the office: the one place, as a table that people can read too (/verwaltung/…/rollen/).

A role is a Django group of the same name; ``manage.py sync_roles`` writes these tables into the
database and takes away what no longer stands here. A task is a line of the matrix: what is done,
which roles do it, and which permissions that takes, as "app.model: view add change delete" for
those that Django gives every model and "app: codename" for our own.

Who works in a role asks for nothing else: what people of institutions may do with their own rows
hangs on their membership, not on a role (``MEMBERS``; actors/permissions.py and its neighbours).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction


@dataclass(frozen=True, slots=True)
class Role:
    """A mix of rights that a person of the office gets as a whole."""

    name: str
    # One German sentence: what it is for.
    purpose: str
    # Roles whose people may give it to others; superusers may give all.
    given_by: tuple[str, ...] = ("administration",)
    # Demanded at sign-in where the installation has OFFICE_SECOND_FACTOR, which production has.
    second_factor: bool = True
    # The part of the portal without which the role has nothing to do.
    module: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    does: str
    by: frozenset[str]
    permissions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Subject:
    title: str
    tasks: tuple[Task, ...]
    module: str = ""


@dataclass(frozen=True, slots=True)
class MemberTask:
    """What confirmed people of an institution may do; contacts too, unless it is the head's alone."""

    does: str
    head_only: bool = False
    module: str = ""


ROLES: dict[str, Role] = {
    "redaktion": Role("Redaktion", "Pflegt alle Inhalte der öffentlichen Seiten und entscheidet über Vorschläge."),
    "koordination": Role(
        "Koordination",
        "Leitet die Inhalte: löscht und führt zusammen, bestätigt Zugehörigkeiten und pflegt die Angaben der Region.",
    ),
    "sachbearbeitung": Role(
        "Sachbearbeitung", "Prüft Anträge und Nachweise, fragt nach und schlägt Entscheidungen vor.", module="funding"
    ),
    "zeichnung": Role(
        "Zeichnung",
        "Entscheidet über Anträge, die jemand anderes vorgeschlagen hat, und ordnet Zahlungen an.",
        module="funding",
    ),
    "kasse": Role("Kasse", "Führt den Haushalt des Fonds und zahlt aus, was angeordnet ist.", module="funding"),
    "lesend": Role("Lesend", "Liest eingereichte Anträge und Bescheide mit, ohne etwas zu ändern.", module="funding"),
    "administration": Role(
        "Administration",
        "Richtet das Portal ein: Konten und Rollen, Förderprogramme und Haushaltsjahre; dazu alles der Koordination.",
    ),
}  # fmt: skip

# The roles that share most lines.
CONTENT = "redaktion koordination administration"
COORDINATION = "koordination administration"
READERS = "sachbearbeitung zeichnung kasse lesend administration"
PAYMENTS = "sachbearbeitung zeichnung kasse"
ALL_FOUR = "view add change delete"


def names_of(line: str) -> Iterable[str]:
    """ "actors.offer: view add" as "actors.view_offer", "actors.add_offer"; "funding: sign_decision" as it is."""
    place, words = line.split(":")
    app, _dot, model = place.partition(".")
    return (f"{app}.{word}_{model}" if model else f"{app}.{word}" for word in words.split())


def task(does: str, by: str, *lines: str) -> Task:
    names = frozenset(name for line in lines for name in names_of(line))
    return Task(does, frozenset(by.split()), names)


SUBJECTS: tuple[Subject, ...] = (
    Subject("Einrichtungen und Angebote", (
        task("Einrichtungen und Angebote ansehen", f"{CONTENT} sachbearbeitung zeichnung",
             "actors.actor: view", "actors.offer: view"),
        task("Einrichtungen eintragen und ändern", CONTENT, "actors.actor: add change",
             "actors.municipality: view", "actors.language: view", "actors.oldaddress: view"),
        task("Einrichtungen löschen und zusammenführen", COORDINATION,
             "actors.actor: delete", "actors.oldaddress: add change delete"),
        task("Angebote eintragen, ändern und löschen", CONTENT, "actors.offer: add change delete"),
        task("Vorschläge und gemeldete Fehler entscheiden", CONTENT, "actors.changeproposal: view change"),
        task("Anfragen an Einrichtungen und Rückmeldungen lesen", CONTENT,
             "actors.enquiry: view", "actors.visitfeedback: view"),
        task("Nachfragen, ob Einträge stimmen, und tote Links sehen", CONTENT,
             "actors.freshnessask: view", "actors.deadlink: view"),
        task("Einrichtungen aus Dateien einlesen", CONTENT,
             "actors.actorimport: view add", "actors.importsource: view change"),
        task("Themen, Lebensphasen und Zielgruppen pflegen", CONTENT, "actors.topic: view add change",
             "actors.lifephase: view change", "actors.targetgroup: view change"),
        task("Gemeinden und Sprachen pflegen", COORDINATION,
             "actors.municipality: view add change", "actors.language: view add change"),
    )),
    Subject("Menschen der Einrichtungen", (
        task("Zugehörigkeiten eintragen und bestätigen", f"{COORDINATION} sachbearbeitung",
             "actors.membership: view add change", "accounts.user: view"),
        task("Zugehörigkeiten lösen, über Ansprüche entscheiden, Einladungen sehen", COORDINATION,
             "actors.membership: delete", "actors.claim: view change", "actors.invitation: view"),
    )),
    Subject("Veranstaltungen", (
        task("Veranstaltungen, Termine und Reihen pflegen", CONTENT, f"events.event: {ALL_FOUR}",
             f"events.occurrence: {ALL_FOUR}", f"events.daterule: {ALL_FOUR}", f"events.series: {ALL_FOUR}",
             f"events.groupterms: {ALL_FOUR}"),
        task("Eingereichte Veranstaltungen entscheiden", CONTENT, "events.submission: view change"),
        task("Anmeldungen einrichten und verwalten", CONTENT, f"events.registrationterms: {ALL_FOUR}",
             f"events.question: {ALL_FOUR}", "events.registration: view change"),
        task("Sehen, wer Anmeldelisten eingesehen hat", COORDINATION, "events.registrationlook: view"),
        task("Ferien und Feiertage pflegen", CONTENT, f"events.holiday: {ALL_FOUR}"),
        task("Veranstaltungen aus Kalendern und Tabellen übernehmen", CONTENT, "events.feed: view add change",
             "events.feedrun: view add", "events.feeditem: view change", f"events.feedcategory: {ALL_FOUR}"),
        task("Quellen von Veranstaltungen löschen", COORDINATION, "events.feed: delete"),
    )),
    Subject("Projekte und Dokumente", (
        task("Projekte pflegen, über vorgeschlagene und Übernahmen entscheiden", CONTENT,
             "projects.project: view add change", "projects.adoption: view", "projects.projectproposal: view"),
        task("Dokumente und ihre Fassungen pflegen", CONTENT, "documents.document: view add change",
             f"documents.version: {ALL_FOUR}", "documents.series: view add change"),
        task("Bitten um barrierefreie Fassungen beantworten", CONTENT, "documents.copyrequest: view change"),
        task("Projekte, Dokumente und Reihen löschen", COORDINATION,
             "projects.project: delete", "documents.document: delete", "documents.series: delete"),
    )),
    Subject("Seiten, Meldungen und Bilder", (
        task("Seiten und Meldungen schreiben und veröffentlichen", CONTENT, "pages.page: view add change",
             "pages.news: view add change", "pages.formeraddress: view"),
        task("Teaser, Videos, Meilensteine, Ansprechstellen und Antworten pflegen", CONTENT,
             f"pages.teaser: {ALL_FOUR}", f"pages.video: {ALL_FOUR}", f"pages.milestone: {ALL_FOUR}",
             f"pages.contactpoint: {ALL_FOUR}", f"pages.faqentry: {ALL_FOUR}"),
        task("Gremien pflegen", CONTENT, "pages.body: view add change"),
        task("Bilder der Sammlung pflegen", CONTENT, "base.picture: view add change"),
        task("Seiten, Meldungen, Gremien und Bilder löschen", COORDINATION, "pages.page: delete", "pages.news: delete",
             "pages.formeraddress: delete", "pages.body: delete", "base.picture: delete"),
    )),
    Subject("Suche und Abos", (
        task("Suchwörter verbinden, Ergebnisse empfehlen, erfolglose Suchen sehen", CONTENT,
             f"base.synonym: {ALL_FOUR}", f"bildungsregion.bestbet: {ALL_FOUR}", "base.searchmiss: view"),
        task("Erfolglose Suchen abhaken, Abos sehen und beenden", COORDINATION,
             "base.searchmiss: delete", "base.subscription: view delete"),
    )),
    Subject("Förderung", (
        task("Anträge, Bescheide, Nachweise und Haushalt lesen", READERS, "funding.application: view",
             "funding.programme: view", "funding.ruleset: view", "funding.budgetyear: view",
             "funding.ledgerentry: view", "funding.decision: view", "funding.letter: view", "funding.step: view",
             "funding.usagereport: view", "funding.receipt: view", "funding.changerequest: view",
             "funding.delivery: view", "funding.proofreminder: view", "funding.hearing: view",
             "funding.claim: view"),
        task("Anträge und Nachweise prüfen, nachfragen, Anträge vom Papier abtippen", "sachbearbeitung",
             "funding: review_application", "funding.application: change"),
        task("Entscheidungen vorschlagen", "sachbearbeitung", "funding: propose_decision"),
        task("Vorgeschlagene Entscheidungen zeichnen", "zeichnung",
             "funding: sign_decision", "funding.application: change"),
        task("Zahlungen und Einsichten in Bankdaten lesen", PAYMENTS, "funding.paymentorder: view",
             "funding.paymentrun: view", "funding.bankdetailschange: view", "funding.bankdataview: view",
             "funding.fileview: view"),
        task("Zahlungen sachlich und rechnerisch feststellen", PAYMENTS, "funding: confirm_payment"),
        task("Zahlungen anordnen", "zeichnung", "funding: order_payment"),
        task("Zahllisten zusammenstellen und ausgeben", "kasse", "funding: run_payments"),
        task("Haushaltsmittel buchen", "kasse administration", "funding: manage_budget"),
        task("Programme, Regeln, Haushaltsjahre und Texte der Bescheide einrichten", "administration",
             "funding.programme: add change", "funding.ruleset: add change", "funding.budgetyear: add change"),
    ), module="funding"),
    Subject("Recht und Datenschutz", (
        task("Gemeldete Barrieren und Einträge beantworten", CONTENT, "bildungsregion.report: view change"),
        task("Erklärung zur Barrierefreiheit und ihre Lücken pflegen", CONTENT,
             "bildungsregion.accessstatement: view add change", f"bildungsregion.accessgap: {ALL_FOUR}"),
        task("Impressum, Datenschutz, Aufbewahrung und Verzeichnis der Verarbeitung", COORDINATION,
             "bildungsregion.legalfacts: view add change"),
        task("Auskunft und Löschung bearbeiten", COORDINATION, "bildungsregion.datarequest: view add change"),
    )),
    Subject("Portal und Konten", (
        task("Angaben der Region ändern", COORDINATION, "base.region: view change"),
        task("Texte des Büros lesen", f"{CONTENT} sachbearbeitung zeichnung", "base.textversion: view"),
        task("E-Mails und Hinweise in eigenen Worten sagen", COORDINATION, "base.textversion: add"),
        task("Postausgang sehen und E-Mails erneut senden", f"{COORDINATION} sachbearbeitung",
             "base.outgoingmail: view change"),
        task("Dateien sehen, die der Virenscanner zurückhält", f"{COORDINATION} sachbearbeitung",
             "base.heldfile: view"),
        task("Sehen, wie der Nachtlauf ausging", f"{COORDINATION} sachbearbeitung kasse", "bildungsregion.night: view"),
        task("Sehen, wer welche Rolle hat", COORDINATION, "auth.group: view", "accounts.user: view"),
        task("Menschen einladen, Konten ändern und stilllegen, Rollen geben und nehmen", "administration",
             "accounts.user: add change", "accounts.officeinvitation: view"),
        task("Protokoll der Konten und alle Vertretungen sehen", "administration",
             "accounts.accountevent: view", "accounts.deputyship: view"),
        task("Protokolle für die Datenschutzbeauftragten ausgeben", "administration", "base: export_journal",
             "base.journalexport: view"),
    )),
)  # fmt: skip

# What people of an institution may do with what is theirs, once their membership is confirmed.
MEMBERS: tuple[MemberTask, ...] = (
    MemberTask("Eintrag und Angebote pflegen"),
    MemberTask("Veranstaltungen eintragen, Termine absagen und verlegen"),
    MemberTask("Anmeldungen zu eigenen Veranstaltungen sehen und verwalten"),
    MemberTask("Projekte vorschlagen, Übernahmen eigener Projekte bestätigen"),
    MemberTask("Anträge auf Förderung stellen und alle der Einrichtung sehen", module="funding"),
    MemberTask("Menschen einladen, aufnehmen und abmelden, die Leitung übergeben", head_only=True),
)


class UnknownPermission(LookupError):
    """A role names a permission that no model has."""


def permissions_of(role: str) -> frozenset[str]:
    """All permissions of a role as "app.codename"."""
    return frozenset(
        name for subject in SUBJECTS for task in subject.tasks if role in task.by for name in task.permissions
    )  # fmt: skip


def tasks_of(permissions: Iterable[str]) -> list[tuple[Subject, list[Task]]]:
    """What somebody with these permissions may do, by subject; a task needs all of its own."""
    held = frozenset(permissions)
    found = [(one, [task for task in one.tasks if task.permissions <= held]) for one in SUBJECTS]
    return [(subject, tasks) for subject, tasks in found if tasks]


def may_give(user) -> frozenset[str]:
    """The roles that this person may give to others and take from them."""
    if user.is_superuser:
        return frozenset(ROLES)
    own = {group.name for group in user.groups.all()}
    return frozenset(name for name, role in ROLES.items() if own.intersection(role.given_by))


@transaction.atomic
def sync() -> dict[str, int]:
    """Write the roles into the groups; the number of permissions of each. Raises UnknownPermission."""
    rows = Permission.objects.values_list("content_type__app_label", "codename", "pk")
    known = {f"{app}.{codename}": pk for app, codename, pk in rows.order_by()}
    counts = {}
    for role in ROLES:
        group, _ = Group.objects.get_or_create(name=role)
        wanted = permissions_of(role)
        if missing := wanted - set(known):
            raise UnknownPermission(f"{role}: {', '.join(sorted(missing))}")
        group.permissions.set([known[name] for name in wanted])
        counts[role] = len(wanted)
    return counts
