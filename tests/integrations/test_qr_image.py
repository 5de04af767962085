import io
import re
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from app.integrations import qr_image

SVG = "{http://www.w3.org/2000/svg}"
BAR = re.compile(r"M(\d+) (\d+)h(\d+)v(\d+)h-(\d+)z")

texts = pytest.mark.parametrize(
    "text",
    [
        "https://rd.example.gov.cn/q/7K3M9XQ4ABCDEF",
        "http://127.0.0.1:8000/q/33333333333333",
        "https://xn--fsqu00a.xn--0zwm56d/ren-da/lian-luo-zhan/q/ZZZZZZZZZZZZZZ",
        "代表码",
    ],
)


def decoded(image: Image.Image) -> zxingcpp.Barcode:
    (found,) = zxingcpp.read_barcodes(image)
    return found


def drawn(svg: bytes, scale: int) -> Image.Image:
    """What a browser paints, on a ground that is not white."""
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert "width" not in root.attrib
    assert "height" not in root.attrib
    left, top, width, height = map(int, root.attrib["viewBox"].split())
    assert (left, top) == (0, 0)
    image = Image.new("RGB", (width * scale, height * scale), "navy")
    for path in root:
        assert path.tag == f"{SVG}path"
        bars = BAR.findall(path.attrib["d"])
        assert "".join("M{} {}h{}v{}h-{}z".format(*bar) for bar in bars) == path.attrib["d"]
        for x, y, across, down, back in (map(int, bar) for bar in bars):
            assert across == back
            corner = ((x + across) * scale - 1, (y + down) * scale - 1)
            ImageDraw.Draw(image).rectangle(((x * scale, y * scale), corner), fill=path.attrib["fill"])
    return image


def quiet_zone(image: Image.Image, module: int) -> int:
    """Modules of pure white on the narrowest side."""
    ink = image.convert("L").point(lambda value: 255 - value).getbbox()
    assert ink is not None
    left, top, right, bottom = ink
    return min(left, top, image.width - right, image.height - bottom) // module


@texts
def test_a_png_is_read_back(text: str) -> None:
    image = Image.open(io.BytesIO(qr_image.png(text)))
    assert image.format == "PNG"
    assert decoded(image).text == text


@texts
def test_an_svg_is_read_back(text: str) -> None:
    assert decoded(drawn(qr_image.svg(text), scale=5)).text == text


@pytest.mark.parametrize("box", [1, 4, 12])
def test_a_module_is_as_large_as_asked(box: int) -> None:
    image = Image.open(io.BytesIO(qr_image.png("https://rd.example.gov.cn/q/7K3M9XQ4ABCDEF", box=box)))
    assert image.size == ((33 + 8) * box, (33 + 8) * box)
    assert quiet_zone(image, box) == 4


def test_png_and_svg_show_the_same_dark_on_white_with_a_quiet_zone() -> None:
    text = "https://rd.example.gov.cn/q/7K3M9XQ4ABCDEF"
    png = Image.open(io.BytesIO(qr_image.png(text, box=3))).convert("RGB")
    svg = drawn(qr_image.svg(text), scale=3)
    assert png.tobytes() == svg.tobytes()
    assert png.getpixel((0, 0)) == (255, 255, 255)
    assert quiet_zone(svg, 3) == 4


def test_a_damaged_print_is_still_read() -> None:
    text = "https://rd.example.gov.cn/q/7K3M9XQ4ABCDEF"
    image = Image.open(io.BytesIO(qr_image.png(text))).convert("RGB")
    side = image.width // 4
    corner = image.width // 2
    ImageDraw.Draw(image).rectangle((corner, corner, corner + side, corner + side), fill="white")
    assert decoded(image).text == text
    assert decoded(image).ec_level == "Q"


async def test_request_code_gets_the_same_bytes() -> None:
    text = "https://rd.example.gov.cn/q/7K3M9XQ4ABCDEF"
    assert await qr_image.png_async(text, box=4) == qr_image.png(text, box=4)
    assert await qr_image.svg_async(text) == qr_image.svg(text)
