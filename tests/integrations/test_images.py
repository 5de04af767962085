import asyncio
import hashlib
import struct
import threading

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from app.integrations import images
from app.integrations.images import CleanImage, clean
from tests.integrations.pictures import CORNERS, SECRET, chunk, corners, exif, opened, picture, saved


def jpeg_segments(data: bytes) -> list[int]:
    """Marker bytes up to the first scan, and what stands at the end."""
    found, position = [], 2
    while data[position + 1] != 0xDA:
        found.append(data[position + 1])
        position += 2 + int.from_bytes(data[position + 2 : position + 4])
    assert data.endswith(b"\xff\xd9")
    assert data.count(b"\xff\xd9") == 1
    return found


def png_chunks(data: bytes) -> list[bytes]:
    found, position = [], 8
    while position < len(data):
        found.append(data[position + 4 : position + 8])
        position += 12 + int.from_bytes(data[position : position + 4])
    return found


def told(cleaned: CleanImage) -> bytes:
    """Everything that leaves the house."""
    return cleaned.data + cleaned.thumbnail


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF", "MPO"])
async def test_a_photo_comes_out_as_jpeg_with_a_thumbnail(kind: str) -> None:
    cleaned = await clean(saved(picture(1200, 800), kind))
    assert cleaned.media_type == "image/jpeg"
    assert opened(cleaned.data).format == "JPEG"
    assert (cleaned.width, cleaned.height) == opened(cleaned.data).size == (1200, 800)
    assert cleaned.sha256 == hashlib.sha256(cleaned.data).hexdigest()
    assert opened(cleaned.thumbnail).format == "JPEG"
    assert opened(cleaned.thumbnail).size == (480, 320)
    assert corners(cleaned.data) == corners(cleaned.thumbnail) == list(CORNERS)


@pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "CMYK", "RGBA", "LA"])
async def test_opaque_pictures_of_every_mode_become_jpeg(mode: str) -> None:
    grey = Image.new("L", (64, 64), 128)
    image = Image.new("I;16", (64, 64), 128 * 256) if mode == "I;16" else grey.convert(mode)
    cleaned = await clean(saved(image, "JPEG" if mode == "CMYK" else "PNG"))
    assert cleaned.media_type == "image/jpeg"
    average = opened(cleaned.data).convert("L").resize((1, 1)).getpixel((0, 0))
    assert average == pytest.approx(128, abs=4)


@pytest.mark.parametrize("palette", [False, True])
async def test_a_transparent_png_stays_png_and_its_thumbnail_lies_on_white(palette: bool) -> None:
    image = picture(mode="RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 160, 120))
    cleaned = await clean(saved(image.quantize(8) if palette else image, "PNG"))
    assert cleaned.media_type == "image/png"
    assert opened(cleaned.data).format == "PNG"
    assert opened(cleaned.data).getpixel((10, 10))[3] == 0  # type: ignore[index]
    assert opened(cleaned.data).getpixel((310, 230))[3] == 255  # type: ignore[index]
    assert min(opened(cleaned.thumbnail).getpixel((10, 10))) > 250  # type: ignore[arg-type]
    assert set(png_chunks(cleaned.data)) == {b"IHDR", b"IDAT", b"IEND"}


async def test_a_jpeg_loses_everything_but_its_pixels() -> None:
    dirty = saved(
        picture(),
        "JPEG",
        exif=exif(),
        comment=SECRET,
        icc_profile=SECRET * 10,
        xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>",
        extra=b"\xff\xed" + struct.pack(">H", len(SECRET) + 2) + SECRET,
    )
    dirty += SECRET + saved(picture(), "JPEG", comment=SECRET)
    assert dirty.count(SECRET) >= 7
    cleaned = await clean(dirty)
    assert SECRET not in told(cleaned)
    for data in (cleaned.data, cleaned.thumbnail):
        # JFIF header, quantisation, Huffman tables, frame: no APP1…APP15, no COM.
        assert set(jpeg_segments(data)) <= {0xE0, 0xDB, 0xC0, 0xC2, 0xC4}
        assert not opened(data).getexif()


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
async def test_a_png_loses_everything_but_its_pixels(mode: str) -> None:
    notes = PngInfo()
    notes.add_text("Comment", SECRET.decode())
    notes.add_text("Packed", SECRET.decode(), zip=True)
    notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    image = picture(mode=mode)
    if mode == "RGBA":
        image.putpixel((0, 0), (0, 0, 0, 0))
    dirty = saved(image, "PNG", exif=exif(), pnginfo=notes, icc_profile=SECRET, dpi=(300, 300))
    dirty = dirty[:-12] + chunk(b"tEXt", b"Late\0" + SECRET) + dirty[-12:] + SECRET
    cleaned = await clean(dirty)
    assert SECRET not in told(cleaned)
    if mode == "RGBA":
        assert set(png_chunks(cleaned.data)) == {b"IHDR", b"IDAT", b"IEND"}
    else:
        assert set(jpeg_segments(cleaned.data)) <= {0xE0, 0xDB, 0xC0, 0xC4}


async def test_a_heic_loses_everything_but_its_pixels() -> None:
    dirty = saved(picture(), "HEIF", exif=exif().tobytes(), xmp=b"<x>" + SECRET + b"</x>") + SECRET
    assert dirty.count(SECRET) >= 3
    cleaned = await clean(dirty)
    assert SECRET not in told(cleaned)
    assert set(jpeg_segments(cleaned.data)) <= {0xE0, 0xDB, 0xC0, 0xC4}


LYING = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""EXIF orientation → how the camera stored the upright picture."""


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
@pytest.mark.parametrize("orientation", LYING)
async def test_a_photo_is_stored_upright(kind: str, orientation: int) -> None:
    image = picture(320, 160)
    if (turn := LYING[orientation]) is not None:
        image = image.transpose(turn)
    cleaned = await clean(saved(image, kind, exif=exif(orientation).tobytes()))
    assert (cleaned.width, cleaned.height) == (320, 160)
    assert corners(cleaned.data) == corners(cleaned.thumbnail) == list(CORNERS)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(5000, 100, (4096, 82)), (100, 5000, (82, 4096)), (4096, 10, (4096, 10)), (9000, 2, (4096, 1))],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
async def test_a_large_photo_is_scaled_to_4096(
    kind: str, width: int, height: int, expected: tuple[int, int]
) -> None:
    cleaned = await clean(saved(picture(width, height), kind))
    assert (cleaned.width, cleaned.height) == opened(cleaned.data).size == expected
    assert max(opened(cleaned.thumbnail).size) == 480


async def test_a_small_photo_is_not_blown_up() -> None:
    cleaned = await clean(saved(picture(1, 1), "PNG"))
    assert opened(cleaned.data).size == opened(cleaned.thumbnail).size == (1, 1)


@pytest.mark.parametrize("kind", ["PNG", "MPO"])
async def test_of_several_frames_the_first_is_kept(kind: str) -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("lime", "red", "blue")]
    moving = saved(frames[0], kind, save_all=True, append_images=frames[1:])
    cleaned = await clean(moving)
    assert set(corners(cleaned.data)) == {"lime"}
    assert getattr(opened(cleaned.data), "n_frames", 1) == 1


async def test_of_a_heic_with_several_pictures_the_primary_is_kept() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "lime", "blue")]
    album = saved(frames[0], "HEIF", save_all=True, append_images=frames[1:], primary_index=1)
    assert set(corners((await clean(album)).data)) == {"lime"}


async def test_no_more_than_two_photos_are_decoded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    decode = images._decode
    pair, lock, running, most = threading.Barrier(2), threading.Lock(), 0, 0

    def counted(data: bytes, max_pixels: int) -> Image.Image:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        pair.wait(timeout=30)
        try:
            return decode(data, max_pixels)
        finally:
            with lock:
                running -= 1

    monkeypatch.setattr(images, "_decode", counted)
    photo = saved(picture(), "JPEG")
    assert len(await asyncio.gather(*(clean(photo) for _ in range(8)))) == 8
    assert most == 2


async def test_every_event_loop_may_use_it() -> None:
    photo = saved(picture(), "JPEG")

    async def several() -> list[CleanImage]:
        return await asyncio.gather(*(clean(photo) for _ in range(4)))

    elsewhere = await asyncio.gather(*(asyncio.to_thread(asyncio.run, several()) for _ in range(2)))
    assert len({cleaned.sha256 for loop in [*elsewhere, await several()] for cleaned in loop}) == 1
