"""The read API in the words of OpenAPI 3.1, made from the same columns that the answers are made from."""

from django.urls import reverse
from django.utils.translation import gettext as _

from bildungsregion.base.models import Region

from .open_data import DATASETS, LICENCE_NAME, LICENCE_URL, URL, Absolute, Dataset
from .open_data_query import HIGHEST_KEY, HIGHEST_LIMIT, USUAL_LIMIT, parameters_of


VERSION = "1.1.0"


def root() -> str:
    """The path below which the API answers, without a slash at its end."""
    return reverse("actors:openapi").rpartition("/")[0]


def document(region: Region, absolute: Absolute) -> dict:
    """The description as JSON; ``absolute`` makes a whole address of a path."""
    schemas = {name: _schema(dataset) for name, dataset in DATASETS.items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Offene Daten der %s") % region.name,
            "version": VERSION,
            "description": _(
                "Nur lesend, ohne Anmeldung. Felder kommen hinzu, fallen unter dieser Adresse aber nicht weg. "
                "Was nicht mehr veröffentlicht ist, fehlt ohne Hinweis: Gleichen Sie hin und wieder alles ab."
            ),
            "license": {"name": LICENCE_NAME, "url": LICENCE_URL},
            "contact": {"name": region.office_name, "url": absolute(reverse("open_data"))},
        },
        "servers": [{"url": absolute(root())}],
        "paths": {f"/{name}/": {"get": _operation(dataset)} for name, dataset in DATASETS.items()},
        "components": {
            "schemas": schemas | {"problem": _PROBLEM},
            "parameters": _shared_parameters(),
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "responses": {
                "unchanged": {"description": _("Seit dem genannten ETag unverändert; ohne Inhalt.")},
                "problem": {
                    "description": _("Ein Parameter ist unbekannt oder hat einen Wert, der nicht geht."),
                    "content": {"application/problem+json": {"schema": _ref("schemas/problem")}},
                },
            },
        },
    }  # fmt: skip


def _operation(dataset: Dataset) -> dict:
    shared = [name for name in parameters_of(dataset) if name != "kind"]
    kinds = [str(value) for value in dataset.kinds.values] if dataset.kinds else []
    kind = [_parameter("kind", _("Art"), {"type": "string", "enum": kinds})] if kinds else []
    return {
        "operationId": f"list_{dataset.name}",
        "summary": str(dataset.title),
        "description": str(dataset.about),
        "parameters": [*kind, *(_ref(f"parameters/{one}") for one in (*shared, "if_none_match"))],
        "responses": {
            "200": {
                "description": _("Eine Seite; „next“ ist die Adresse der nächsten oder null."),
                "headers": {"ETag": _ref("headers/ETag")},
                "content": {"application/json": {"schema": _page(dataset.name)}},
            },
            "304": _ref("responses/unchanged"),
            "400": _ref("responses/problem"),
        },
    }


def _page(name: str) -> dict:
    properties = {
        "licence": {"type": "string", "const": LICENCE_URL},
        "attribution": {"type": "string"},
        "next": {"type": ["string", "null"], "format": "uri"},
        "items": {"type": "array", "maxItems": HIGHEST_LIMIT, "items": _ref(f"schemas/{name}")},
    }
    return _object(properties)


def _schema(dataset: Dataset) -> dict:
    properties = {
        column.name: column.schema | {"description": str(column.label)}
        for column in dataset.columns
    }
    return _object(properties | {"url": URL | {"description": _("Seite im Portal")}})


def _object(properties: dict) -> dict:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _shared_parameters() -> dict:
    slug = {"type": "string", "pattern": "^[-a-zA-Z0-9_]{1,80}$"}
    limit = {"type": "integer", "minimum": 1, "maximum": HIGHEST_LIMIT, "default": USUAL_LIMIT}
    after = {"type": "integer", "minimum": 0, "maximum": HIGHEST_KEY}
    moment = {
        "type": "string",
        "anyOf": [{"format": "date"}, {"format": "date-time"}],
        "examples": ["2026-03-01", "2026-03-01T08:00:00Z"],
    }
    return {
        "municipality": _parameter(
            "municipality",
            _("Kürzel der Gemeinde; eine Samtgemeinde schließt ihre Mitglieder ein"),
            slug,
        ),
        "topic": _parameter("topic", _("Kürzel des Themas"), slug),
        "starts_since": _parameter(
            "starts_since", _("Nur was an diesem Tag oder Zeitpunkt oder später beginnt"), moment
        ),
        "updated_since": _parameter(
            "updated_since", _("Nur was seit diesem Tag oder Zeitpunkt geändert ist"), moment
        ),
        "limit": _parameter("limit", _("So viele auf einer Seite"), limit),
        "after": _parameter("after", _("Beginn der Seite, wie „next“ ihn nennt"), after),
        "if_none_match": {
            "name": "If-None-Match",
            "in": "header",
            "description": _("ETag der letzten Antwort"),
            "schema": {"type": "string"},
        },
    }


def _parameter(name: str, description: str, schema: dict) -> dict:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _ref(name: str) -> dict:
    return {"$ref": f"#/components/{name}"}


# RFC 9457
_PROBLEM = _object(
    {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
    }
)
