"""By what names the rows of a file call what is in the directory: one book a table, of keys alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import String, cast, literal
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.cells import CellError
from app.domain.vocabulary import DeputyStatus, OfficeKind, Role
from app.models import Appointment, Area, Congress, Deputy, Office, Station, Term, Unit


@dataclass
class Book:
    """Spelling → id, None where several are called so; id → (name, within what); why some may not be named anew; and
    within what there is any.
    """

    ids: dict[str, str | None] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)
    closed: dict[str, str] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)

    def add(self, row_id: str, name: str, within: str, closed: str = "") -> None:
        self.names[row_id] = name, within
        self.places.add(fold(within))
        for spelling in {fold(name), fold(within, name)}:
            known = self.ids.get(spelling, row_id)
            self.ids[spelling] = row_id if known == row_id else None
        if closed:
            self.closed[row_id] = closed

    def find(self, name: str, within: str = "") -> str | None:
        """The id of what is called so, or of what has this id; None if nothing is. CellError if several are."""
        if fold(name) in self.names:
            return fold(name)
        found = self.ids.get(fold(within, name) if within else fold(name), "")
        if found is None:
            raise CellError("IMPORT_NAME_AMBIGUOUS", f"有多个“{name[:40]}”，请填写所在区划或改填编号")
        return found or None

    def spell(self, row_id: str, *, alone: bool = False) -> tuple[str, str]:
        """Name, or else the id, and within what, such that `find` finds it again; `alone` without the second."""
        name, within = self.names[row_id]
        spelling = fold(name) if alone else fold(within, name)
        return name if self.ids[spelling] == row_id else row_id, within


def fold(*parts: str) -> str:
    """Blanks do not make another name."""
    return "/".join("".join(part.split()) for part in parts)


def _id(model: Any) -> Any:
    return cast(col(model.id), String)


def _areas() -> Any:
    """Which are called by their codes."""
    return select(Area.code, Area.code, literal(""), Area.successor_code)


def _stations() -> Any:
    return select(_id(Station), Station.name, Station.area_code, literal(""))


def _units() -> Any:
    return select(_id(Unit), Unit.name, Unit.area_code, literal(""))


def _deputies() -> Any:
    return select(_id(Deputy), Deputy.name, Deputy.area_code, Deputy.status)


def _offices() -> Any:
    return select(_id(Office), Office.name, Office.area_code, literal(""))


def _committees() -> Any:
    return _offices().where(Office.kind == OfficeKind.COMMITTEE)


def _liaisons() -> Any:
    query = select(_id(Appointment), Appointment.name, Station.name, Appointment.active)
    return query.join(Station, col(Station.id) == Appointment.station_id).where(
        Appointment.role == Role.LIAISON
    )


def _terms() -> Any:
    query = select(_id(Term), Term.name, Congress.name, literal(""))
    return query.join(Congress, col(Congress.id) == Term.congress_id)


class _Kind(NamedTuple):
    """The table, how it is read (id, name, within, state), what people call an entry and what it lies in, and why one
    in a state may not be named anew.
    """

    table: Any
    read: Callable[[], Any]
    entry: str
    place: str
    closed: Callable[[Any], str] = str


_BOOKS: dict[str, _Kind] = {
    "areas": _Kind(Area, _areas, "区划", "", lambda code: f"该区划已撤并，现为 {code}" if code else ""),
    "stations": _Kind(Station, _stations, "联络站", "区划"),
    "units": _Kind(Unit, _units, "承办单位", "区划"),
    "deputies": _Kind(
        Deputy,
        _deputies,
        "代表",
        "区划",
        lambda status: "" if status is DeputyStatus.ACTIVE else f"该代表{status.label}",
    ),
    "offices": _Kind(Office, _offices, "人大机关", "区划"),
    "committees": _Kind(Office, _committees, "委室", "区划"),
    "liaisons": _Kind(
        Appointment, _liaisons, "联络员", "联络站", lambda active: "" if active else "该联络员已不在任"
    ),
    "terms": _Kind(Term, _terms, "届次", "人大"),
}


async def load(session: AsyncSession, county_code: str, names: Iterable[str]) -> dict[str, Book]:
    return {name: await _load(session, county_code, name) for name in names}


async def _load(session: AsyncSession, county_code: str, name: str) -> Book:
    kind = _BOOKS[name]
    book = Book()
    query = kind.read().where(kind.table.county_code == county_code)
    for row_id, called, within, state in await session.exec(query):
        book.add(row_id, called, within, kind.closed(state))
    return book


def missing(book: str, name: str) -> CellError:
    return CellError(
        "IMPORT_REFERENCE_UNKNOWN", f"目录里没有这个{_BOOKS[book].entry}，请核对或先建立：{name[:40]}"
    )


def misplaced(book: str, within: str, column: str) -> CellError:
    """Not the name is to blame, but the column that says in what it lies."""
    kind = _BOOKS[book]
    message = f"目录里没有这个{kind.place}，或其中没有{kind.entry}：{within[:40]}"
    return CellError("IMPORT_REFERENCE_UNKNOWN", message, column)
