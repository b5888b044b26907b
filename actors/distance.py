"""How far two places are from each other. Pure: degrees of WGS 84 in, kilometres out."""

from math import asin, cos, radians, sin, sqrt


EARTH_RADIUS_KM = 6371.0
Point = tuple[float, float]  # latitude, longitude


def kilometres(here: Point, there: Point) -> float:
    """The way as the crow flies over a sphere: half a percent off at most, enough for a district."""
    lat1, lon1, lat2, lon2 = (radians(degrees) for degrees in (*here, *there))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half))
