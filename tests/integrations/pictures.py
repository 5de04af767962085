"""Test pictures, clean and not so clean. HEIF is known to Pillow once `app.integrations.images` is imported."""

import io
import struct
import zlib

from PIL import ExifTags, Image

SECRET = b"SECRET-where-the-citizen-lives"
CORNERS = {"red": (255, 0, 0), "lime": (0, 255, 0), "blue": (0, 0, 255), "yellow": (255, 255, 0)}


def picture(width: int = 320, height: int = 240, mode: str = "RGB") -> Image.Image:
    """Four coloured quarters: top red, lime; bottom blue, yellow."""
    image = Image.new("RGB", (width, height))
    for index, colour in enumerate(CORNERS):
        left, top = index % 2 * width // 2, index // 2 * height // 2
        image.paste(colour, (left, top, left + width - width // 2, top + height - height // 2))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def corners(data: bytes) -> list[str]:
    """Names of the nearest colours: top left, top right, bottom left, bottom right."""
    image = opened(data).convert("RGB")
    right, bottom = image.width * 3 // 4, image.height * 3 // 4
    places = [(right // 3, bottom // 3), (right, bottom // 3), (right // 3, bottom), (right, bottom)]
    return [nearest(image.getpixel(place)) for place in places]


def nearest(pixel: object) -> str:
    assert isinstance(pixel, tuple)
    return min(CORNERS, key=lambda name: sum(abs(a - b) for a, b in zip(pixel, CORNERS[name], strict=True)))


def exif(orientation: int = 1) -> Image.Exif:
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Make] = SECRET.decode()
    tags[ExifTags.IFD.GPSInfo] = {1: "N", 2: (32.0, 7.0, 1.0), 29: SECRET.decode()}
    return tags


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
