"""QR codes for print: dark on white, quiet zone inside. The only importer of qrcode.

Error correction Q (25 % may be lost) and four modules of quiet zone (ISO/IEC 18004): paper outdoors gets dirty.
Drawing is CPU work: request code awaits `png_async` and `svg_async`.
"""

import asyncio
import io
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_Q

QUIET_ZONE = 4
"""Modules of white on each side."""


def png(text: str, *, box: int = 10) -> bytes:
    """A PNG with `box` pixels a module."""
    buffer = io.BytesIO()
    _code(text, box).make_image().save(buffer, "PNG")
    return buffer.getvalue()


def svg(text: str) -> bytes:
    """An SVG of one unit a module that takes the size of its place: it has a viewBox and no width of its own."""
    rows = _code(text).get_matrix()
    size = len(rows)
    dark = "".join(_runs(row, y) for y, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}h-{size}z"/><path fill="#000" d="{dark}"/></svg>'
    ).encode()


async def png_async(text: str, *, box: int = 10) -> bytes:
    return await asyncio.to_thread(png, text, box=box)


async def svg_async(text: str) -> bytes:
    return await asyncio.to_thread(svg, text)


def _code(text: str, box: int = 10) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_ZONE, box_size=box)
    code.add_data(text)
    code.make(fit=True)
    return code


def _runs(row: list[bool], y: int) -> str:
    """One bar for each run of dark modules: half the size of a square for each module, and no seams in print."""
    path, x = "", 0
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            path += f"M{x} {y}h{width}v1h-{width}z"
        x += width
    return path
