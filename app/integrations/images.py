"""Photos from strangers: decoded, made upright, re-encoded. The only importer of Pillow and pillow_heif.

Nothing but pixels goes on: no EXIF, GPS, XMP, colour profile, comment, text chunk or trailing byte. What a file
is, is decided by decoding it; its name and its declared type are never looked at.
"""

import asyncio
import hashlib
import io
import re
import threading
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import pillow_heif
from PIL import ExifTags, Image

from app.errors import AppError, InvalidRequest, UnsupportedMedia

MAX_SIDE = 4096
"""Pixels of the long side of a stored photo; larger ones are scaled down."""
THUMBNAIL_SIDE = 480
JPEG_QUALITY = 85
MAX_SCANS = 64
"""Scans of one JPEG. Encoders write about ten; each costs a pass over all pixels and as little as 75 bytes."""

# The pool is the limit on CPU and memory: two photos at a time, at most about 550 MB each (50 million transparent
# pixels, measured). Unlike a semaphore it belongs to no event loop, and a place is free only when its thread has
# really ended, whether or not the request was cancelled.
_POOL = ThreadPoolExecutor(max_workers=2, thread_name_prefix="image")
_FILTERS = threading.Lock()

# Embedded previews are not decoded: a preview may show something else than the photo.
pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
Image.MAX_IMAGE_PIXELS = None  # `_decode` has its own limit, which refuses instead of warning

_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
# A marker that is neither a stuffed zero, a fill byte, TEM, a restart nor a start of image (ITU-T T.81, B.1.1).
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)
_END_OF_IMAGE, _START_OF_SCAN = b"\xd9", b"\xda"

_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what makes it 1."""


@dataclass(frozen=True, slots=True)
class CleanImage:
    """A photo that is safe to keep and to show. `sha256` is the hex digest of `data`."""

    data: bytes
    media_type: str
    width: int
    height: int
    thumbnail: bytes
    sha256: str


async def clean(data: bytes, *, max_pixels: int = 50_000_000) -> CleanImage:
    """The photo in `data` (JPEG, PNG or HEIC; of several frames the first), as PNG if it is transparent, else JPEG.

    Raises FILE_EMPTY, MEDIA_UNSUPPORTED, IMAGE_UNREADABLE (damaged) or IMAGE_TOO_MANY_PIXELS (known from the
    header, before anything is decoded).
    """
    return await asyncio.get_running_loop().run_in_executor(_POOL, _clean, data, max_pixels)


def _clean(data: bytes, max_pixels: int) -> CleanImage:
    if not data:
        raise InvalidRequest("FILE_EMPTY")
    if not _looks_supported(data):
        raise UnsupportedMedia("MEDIA_UNSUPPORTED", "只支持 JPEG、PNG、HEIC 图片")
    try:
        image = _decode(data, max_pixels)
    except AppError:
        raise
    except (
        Exception
    ) as error:  # parsers of hostile bytes raise nearly anything, from struct.error to KeyError
        raise InvalidRequest("IMAGE_UNREADABLE") from error
    encoded = _encode(image, "PNG" if image.mode == "RGBA" else "JPEG")
    return CleanImage(
        data=encoded,
        media_type="image/png" if image.mode == "RGBA" else "image/jpeg",
        width=image.width,
        height=image.height,
        thumbnail=_thumbnail(image),
        sha256=hashlib.sha256(encoded).hexdigest(),
    )


def _looks_supported(data: bytes) -> bool:
    """Tells a damaged photo from something else; whether it is a photo, only decoding tells."""
    if data[4:8] == b"ftyp":
        return data[8:12] in _HEIC_BRANDS
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _decode(data: bytes, max_pixels: int) -> Image.Image:
    """Upright pixels and nothing else, RGBA if anything shows through and RGB if not."""
    if _scans(data) > MAX_SCANS:
        raise InvalidRequest("IMAGE_UNREADABLE")
    with _quietly():
        image: Image.Image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "HEIF"))
    if image.width * image.height > max_pixels:
        raise InvalidRequest("IMAGE_TOO_MANY_PIXELS", f"图片不能超过 {max_pixels // 10_000} 万像素")
    if image.mode == "I;16":  # Pillow would clip 16-bit grey to white
        image = image.point(lambda value: value / 256).convert("L")
    mode = "RGBA" if image.has_transparency_data else "RGB"
    if image.mode != mode:
        image = image.convert(mode)
    # A JPEG that is large enough is decoded at a fraction of its size in the first place.
    image.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=1.0)
    image.load()
    with _quietly():
        turn = _UPRIGHT.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    if turn is not None:
        image = image.transpose(turn)
    if mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    return Image.frombytes(image.mode, image.size, image.tobytes())


def _scans(data: bytes) -> int:
    """How many scans a JPEG has; 0 for anything else."""
    if not data.startswith(b"\xff\xd8"):
        return 0
    scans, position = 0, 2
    while (marker := _JPEG_MARKER.search(data, position)) and marker[1] != _END_OF_IMAGE:
        scans += marker[1] == _START_OF_SCAN
        position = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
    return scans


@contextmanager
def _quietly() -> Iterator[None]:
    """Pillow warns of odd metadata, which is thrown away here. Filters are global: one thread at a time."""
    with _FILTERS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    if small.mode == "RGBA":
        paper = Image.new("RGB", small.size, "white")
        paper.paste(small, mask=small.getchannel("A"))
        small = paper
    return _encode(small, "JPEG")


def _encode(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, quality=JPEG_QUALITY)
    return buffer.getvalue()
