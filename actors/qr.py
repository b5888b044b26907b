import qrcode
from qrcode.image.svg import SvgPathImage


QUIET_ZONE = 4  # modules; ISO/IEC 18004 asks for four


def svg(text: str) -> bytes:
    """A QR code as an SVG drawing, black on white, still readable with a quarter of it gone."""
    code = qrcode.QRCode(
        error_correction=qrcode.constants.ERROR_CORRECT_Q, border=QUIET_ZONE, image_factory=_OnWhite
    )
    code.add_data(text)
    code.make(fit=True)
    return code.make_image().to_string(encoding="utf-8", xml_declaration=True)


class _OnWhite(SvgPathImage):
    """Scanners need light behind the code, also where a page is dark."""

    background = "white"
