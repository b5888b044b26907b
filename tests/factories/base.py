"""Rows of the floor app, as small as they may be."""

from bildungsregion.base.models import Region


def make_region(**fields) -> Region:
    """The region of this installation, with the fund switched on; looks like Lüneburg, but is short."""
    defaults = {
        "slug": "lueneburg",
        "name": "Bildungsregion Lüneburg",
        "short_name": "Lüneburg",
        "district": "Landkreis Lüneburg",
        "ags": "03355",
        "state": "Niedersachsen",
        "claim": "Gemeinsam für gute Bildung",
        "modules": ["funding"],
        "languages": ["de", "de-x-leicht", "en", "uk", "ar"],
        "office_name": "Bildungs- und Integrationsbüro",
        "office_short": "BIB",
        "office_street": "Auf dem Michaeliskloster 4",
        "office_postcode": "21335",
        "office_city": "Lüneburg",
        "office_email": "bildungsregion@landkreis.example",
        "authority_name": "Landkreis Lüneburg",
        "remedy_text": "Gegen diesen Bescheid kann innerhalb eines Monats Klage erhoben werden.",
    }
    return Region.objects.create(**defaults | fields)
