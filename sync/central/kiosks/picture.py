"""A text as a QR code, drawn as SVG: on the page that shows a one-time code and on the sheet that is printed."""

from __future__ import annotations


def picture(text: str) -> str:
    """Return the QR code of a text as an `<svg>` element."""
    import qrcode  # only who shows a code waits for it
    import qrcode.image.svg

    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    made.add_data(text)
    return str(made.make_image(image_factory=qrcode.image.svg.SvgPathImage).to_string(encoding="unicode"))
