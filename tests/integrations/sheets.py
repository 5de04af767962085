"""Workbooks for tests, written out by hand: as Excel, WPS and worse write them."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from app.integrations.workbook_child.pipe import Raw
from app.integrations.workbook_child.read import opened
from app.integrations.workbook_child.table import Shape, Table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_OFFICE = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
"""The beginning of an .xls file, or of a workbook with a password."""


@dataclass(frozen=True)
class Column:
    title: str
    kind: Literal["text", "number", "date"] = "text"
    required: bool = False
    help: str = ""
    choices: Sequence[str] = ()


def columns(*titles: str) -> list[Column]:
    return [Column(title) for title in titles]


def shapes(template: Iterable[Column]) -> list[Shape]:
    return [Shape(each.title, each.kind, each.required, each.help, tuple(each.choices)) for each in template]


def rows_here(path: Path, template: Sequence[Column]) -> list[tuple[int, dict[str, Raw]]]:
    """What `read` gives, without the child process."""
    titles = [each.title for each in template]
    with opened(path) as source:
        table = Table(source, shapes(template))
        return [(number, dict(zip(titles, cells, strict=True))) for number, cells in table.rows()]


def cell(content: object, reference: str = "", style: int = 0) -> str:
    """A number or a boolean as such, anything else as an inline text; ready-made XML as it is."""
    if isinstance(content, str) and content.startswith("<c"):
        return content
    attributes = (f' r="{reference}"' if reference else "") + (f' s="{style}"' if style else "")
    if content is None:
        return f"<c{attributes}/>"
    if isinstance(content, bool):
        return f'<c{attributes} t="b"><v>{int(content)}</v></c>'
    if isinstance(content, int | float):
        return f"<c{attributes}><v>{content!r}</v></c>"
    return f'<c{attributes} t="inlineStr"><is><t xml:space="preserve">{escape(str(content))}</t></is></c>'


def row(number: int, cells: Iterable[object], more: str = "") -> str:
    inside = "".join(cell(each, f"{chr(65 + place)}{number}") for place, each in enumerate(cells))
    return f'<row r="{number}"{more}>{inside}</row>'


def sheet(
    rows: Iterable[Iterable[object] | str], *, before: str = "", after: str = "", main: str = MAIN
) -> str:
    """Rows one after the other; ready-made XML as it is."""
    inside = "".join(
        each if isinstance(each, str) else row(number, each) for number, each in enumerate(rows, start=1)
    )
    return f'<worksheet xmlns="{main}">{before}<sheetData>{inside}</sheetData>{after}</worksheet>'


def styles(*formats: int | str) -> str:
    """Style 0 is General; then one for each number of a built-in format or code of an own one."""
    own = [each for each in formats if isinstance(each, str)]
    codes = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode={quoteattr(code)}/>' for i, code in enumerate(own)
    )
    numbers = [200 + own.index(each) if isinstance(each, str) else each for each in formats]
    cells = "".join(f'<xf numFmtId="{number}"/>' for number in (0, *numbers))
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f"<cellXfs>{cells}</cellXfs></styleSheet>"
    )


def strings(*items: str) -> str:
    """Shared texts, each the inside of an `si`."""
    return f'<sst xmlns="{MAIN}">' + "".join(f"<si>{item}</si>" for item in items) + "</sst>"


def relations(base: str, *entries: tuple[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{number}" Type="{base}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(entries, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def parts(
    *sheets: str,
    states: Sequence[str] = (),
    style_sheet: str | None = None,
    shared: str | None = None,
    properties: str = "",
    main: str = MAIN,
    office: str = OFFICE,
) -> dict[str, str]:
    """Name → content of every part of a workbook with these sheets."""
    names = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    related = [("worksheet", name) for name in names]
    made = {f"xl/{name}": content for name, content in zip(names, sheets, strict=True)}
    for kind, name, content in (
        ("styles", "styles.xml", style_sheet),
        ("sharedStrings", "strings.xml", shared),
    ):
        if content is not None:
            related.append((kind, f"/xl/{name}"))
            made[f"xl/{name}"] = content
    entries = "".join(
        f'<sheet name="表{n}" sheetId="{n}" r:id="rId{n}"'
        + (f' state="{states[n - 1]}"' if n <= len(states) and states[n - 1] else "")
        + "/>"
        for n in range(1, len(sheets) + 1)
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations(office, ("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": relations(office, *related),
        "xl/workbook.xml": (
            f'<workbook xmlns="{main}" xmlns:r="{office}">{properties}<sheets>{entries}</sheets></workbook>'
        ),
        **made,
    }


def zipped(contents: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method, compresslevel=1) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook(rows: Iterable[Iterable[object] | str], **more: str) -> bytes:
    """A workbook of one sheet."""
    return zipped(parts(sheet(rows), **more))
