"""Where a project works, as a small drawing of the district with those municipalities filled."""

from collections.abc import Collection

from django.http import HttpRequest

from actors.map_picture import drawing


def map_of(slugs: Collection[str], request: HttpRequest | None = None) -> dict | None:
    """The outlines of the district and of these municipalities; None where none of them has one."""
    drawn = drawing(request) if slugs else None
    if drawn is None:
        return None
    shapes = [shape for slug in slugs if (shape := drawn.shape(slug)) is not None]
    if not shapes:
        return None
    return {"frame": drawn.frame, "units": [unit.path for unit in drawn.units],
            "filled": [shape.path for shape in shapes]}  # fmt: skip
