"""What strangers may send: broken, huge, lying or endless."""

import asyncio
import re
import struct
import warnings
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from app.errors import AppError, InvalidRequest, UnsupportedMedia
from app.integrations.images import clean
from tests.integrations.pictures import CORNERS, SECRET, chunk, corners, exif, opened, picture, saved


async def refusal(data: bytes, **options: int) -> str:
    with pytest.raises(AppError) as refused:
        await clean(data, **options)
    return refused.value.code


@pytest.mark.parametrize(
    "data",
    [
        saved(picture(), "WEBP"),
        saved(picture(), "GIF"),
        saved(picture(), "BMP"),
        saved(picture(), "TIFF"),
        saved(picture(), "AVIF"),
        saved(picture(), "JPEG2000"),
        saved(picture(), "PDF"),
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<html><script>alert(1)</script>",
        b"\xff\xd8",
        b"\0",
        b" " + saved(picture(), "PNG"),
    ],
    ids=["webp", "gif", "bmp", "tiff", "avif", "jp2", "pdf", "svg", "html", "short", "nul", "shifted"],
)
async def test_other_formats_are_unsupported(data: bytes) -> None:
    with pytest.raises(UnsupportedMedia, match="MEDIA_UNSUPPORTED"):
        await clean(data)


async def test_an_empty_file_is_called_empty() -> None:
    with pytest.raises(InvalidRequest, match="FILE_EMPTY"):
        await clean(b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
@pytest.mark.parametrize("part", [0.03, 0.1, 0.5, 0.9])
async def test_a_truncated_photo_is_unreadable(kind: str, part: float) -> None:
    data = saved(Image.effect_noise((200, 200), 80).convert("RGB"), kind)
    assert await refusal(data[: max(12, int(len(data) * part))]) == "IMAGE_UNREADABLE"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
async def test_the_head_of_a_photo_on_something_else_is_unreadable(kind: str) -> None:
    assert await refusal(saved(picture(), kind)[:24] + b"<script>" * 100) == "IMAGE_UNREADABLE"


def huge_png() -> bytes:
    """A header, a little data and no end: decoding it would fail."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(100)))


def huge_jpeg() -> bytes:
    data = bytearray(saved(picture(), "JPEG"))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 60_000, 60_000)
    return bytes(data[: data.index(b"\xff\xda") + 20])


def huge_heic() -> bytes:
    data = saved(picture(), "HEIF")
    size = data.index(b"ispe") + 8
    return data[:size] + struct.pack(">II", 12_000, 12_000) + data[size + 8 :]


@pytest.mark.parametrize("make", [huge_png, huge_jpeg, huge_heic])
async def test_too_many_pixels_are_refused_from_the_header_without_a_warning(
    make: Callable[[], bytes],
) -> None:
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert await refusal(make()) == "IMAGE_TOO_MANY_PIXELS"
    assert seen == []


async def test_the_limit_of_pixels_is_exact() -> None:
    data = saved(picture(100, 100), "JPEG")
    assert (await clean(data, max_pixels=10_000)).width == 100
    assert await refusal(data, max_pixels=9_999) == "IMAGE_TOO_MANY_PIXELS"


async def test_a_heic_that_lies_about_its_size_is_unreadable() -> None:
    data = saved(picture(640, 480), "HEIF")
    size = data.index(b"ispe") + 8
    lying = data[:size] + struct.pack(">II", 64, 48) + data[size + 8 :]
    assert await refusal(lying) == "IMAGE_UNREADABLE"


def many_scans(count: int, hiding: bytes = b"") -> bytes:
    data = saved(picture(), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + (hiding + data[last:-2]) * count + data[-2:]


async def test_a_jpeg_of_endless_scans_is_refused_before_they_cost_anything() -> None:
    assert (await clean(many_scans(20))).width == 320
    assert await refusal(many_scans(100)) == "IMAGE_UNREADABLE"
    assert await refusal(many_scans(100, hiding=b"\xff\xff\x01\xff")) == "IMAGE_UNREADABLE"


async def test_what_looks_like_scans_inside_and_behind_a_photo_does_not_count() -> None:
    noise = b"\xff\xda\0\2" * 10_000
    assert (await clean(saved(picture(), "JPEG", comment=noise) + noise * 10)).width == 320


async def test_broken_metadata_is_no_reason_to_refuse_or_to_warn() -> None:
    broken = b"Exif\0\0II*\0\x08\0\0\0\x02\0" + b"\x0f\x01\x02\0\xff\xff\0\0\xff\xff\0\0" * 2
    with pytest.warns(UserWarning):
        opened(saved(picture(), "JPEG", exif=broken)).getexif().get(ExifTags.Base.Make)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        cleaned = await clean(saved(picture(), "JPEG", exif=broken))
    assert seen == []
    assert corners(cleaned.data) == list(CORNERS)


SEEDS = {
    "JPEG": saved(picture(32, 24), "JPEG", exif=exif(6)),
    "progressive": saved(picture(32, 24), "JPEG", progressive=True),
    "PNG": saved(picture(32, 24, "P"), "PNG", exif=exif(6)),
    "HEIF": saved(picture(32, 24), "HEIF", exif=exif(6)),
}


@settings(deadline=None)
@given(
    st.sampled_from(sorted(SEEDS)), st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=6)), max_size=8)
)
def test_damaged_files_are_cleaned_or_refused_never_a_crash(
    kind: str, damage: list[tuple[float, bytes]]
) -> None:
    data = bytearray(SEEDS[kind])
    for place, replacement in damage:
        at = int(place * len(data))
        data[at : at + len(replacement)] = replacement
    try:
        cleaned = asyncio.run(clean(bytes(data)))
    except AppError as refused:
        assert re.fullmatch("MEDIA_UNSUPPORTED|IMAGE_UNREADABLE|IMAGE_TOO_MANY_PIXELS", refused.code)
    else:
        assert opened(cleaned.data).size == (cleaned.width, cleaned.height)
        assert SECRET not in cleaned.data + cleaned.thumbnail
