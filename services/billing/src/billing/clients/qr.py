"""QR codes by segno: error correction M, UTF-8 bytes, a quiet zone of four modules."""

from io import BytesIO

import segno


def _code(payload: bytes) -> segno.QRCode:
    return segno.make_qr(payload, error="m", mode="byte", boost_error=False)


def qr_svg(payload: bytes) -> bytes:
    """The code as SVG."""
    buffer = BytesIO()
    _code(payload).save(buffer, kind="svg", scale=4, border=4, xmldecl=False, svgclass=None, lineclass=None)
    return buffer.getvalue()


def qr_png(payload: bytes) -> bytes:
    """The code as PNG, six pixels a module."""
    buffer = BytesIO()
    _code(payload).save(buffer, kind="png", scale=6, border=4)
    return buffer.getvalue()
