"""What the rows of a file would do to the directory: checked cell by cell, and nothing written."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.domain.cells import CellError, Raw, as_cell, read_row
from app.domain.import_rules import Setting
from app.domain.import_shapes import SHAPES, Cell, Part
from app.domain.trees import on_loops
from app.domain.vocabulary import RowChange
from app.models import ImportRun
from app.models.base import Json
from app.services.imports import rows
from app.services.imports.books import Book, fold, load, misplaced, missing

MOST_PROBLEMS = 100_000
"""So many have their place in the marked copy; all are counted."""


class Problem(NamedTuple):
    """What is wrong with a cell; without a column, with the row."""

    row: int
    column: str
    code: str
    message: str


class Plan(NamedTuple):
    """What a row of the file does.

    `values` are its rows by their tables ("rows") and what changes, as people read it ("fields"); `before` are those
    of the rows that are there, as they are.
    """

    number: int
    change: RowChange
    target_id: str
    label: str
    values: Json
    before: Json


@dataclass
class Draft:
    """A row of the file whose cells have been read: values by column, rows by table."""

    number: int
    values: dict[str, Any]
    rows: dict[str, Json] = field(default_factory=dict)


class Planner:
    """Reads the rows of one file in their order. Holds keys and names, never rows."""

    def __init__(self, run: ImportRun, today: date, *, lock: bool = False) -> None:
        self.run_id, self.county_code = run.id, run.county_code
        self.shape = SHAPES[run.noun]
        self.setting = Setting(run.county_code, today, {})
        self.lock = lock
        self.problems: list[Problem] = []
        self.problem_count = 0
        self.row_count = 0
        self._titles = {cell.column.key: cell.column.title for cell in self.shape.cells}
        self._books: dict[str, Book] = {}
        self._known: dict[str, rows.Known] = {}
        self._rows_of: dict[str, int] = {}  # id → the row of the file that it is in
        self._said: dict[str, int] = {}  # id of what may repeat → hash of what it was said to be
        self._parents: dict[str, str] = {}
        self._awaited: dict[str, list[int]] = {}
        self._in_group: dict[tuple[str, str], str] = {}

    async def open(self, session: AsyncSession) -> None:
        self._books = await load(session, self.county_code, self.shape.books)
        for part in self.shape.parts:
            self._known[part.table] = await rows.known(session, part, self.county_code)
            if "group_id" in part.inherits:
                self._in_group = await rows.groups_of_deputies(session, self.county_code)
        if "terms" in self.shape.books:
            self.setting = self.setting._replace(terms=await rows.terms(session, self.county_code))
        if self.shape.tree:
            self._parents = await rows.parents(session, self.shape.parts[0], self.county_code)

    async def plans(
        self, session: AsyncSession, batch: Iterable[tuple[int, Mapping[str, Raw]]]
    ) -> list[Plan]:
        """Of the rows that are sound."""
        drafts = [draft for number, cells in batch if (draft := self._draft(number, cells))]
        before: dict[str, dict[str, Json]] = {}
        for part in self.shape.parts:
            ids = [draft.rows[part.table]["id"] for draft in drafts if part.table in draft.rows]
            before[part.table] = await rows.by_id(session, part, ids, lock=self.lock)
        return [plan for draft in drafts if (plan := self._plan(draft, before))]

    def close(self) -> None:
        """What shows only at the end: parents that never came, and trees that loop."""
        tree = self.shape.tree
        for parent_id, numbers in self._awaited.items():
            if parent_id not in self._rows_of:
                for number in numbers:
                    self._wrong(number, tree, "IMPORT_REFERENCE_UNKNOWN", "目录和表格里都没有这个上级")
        for row_id in on_loops(self._parents):
            if row_id in self._rows_of:
                self._wrong(self._rows_of[row_id], tree, "IMPORT_TREE_LOOP", "上下级关系形成了循环")
        self.problems.sort(key=lambda problem: problem.row)

    def _wrong(self, number: int, key: str, code: str, message: str) -> None:
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(number, self._titles.get(key, key), code, message))

    def _draft(self, number: int, cells: Mapping[str, Raw]) -> Draft | None:
        self.row_count += 1
        values, errors = read_row(self.shape.columns, cells)
        for error in errors:
            self._wrong(number, error.field, error.code, error.message)
        draft = Draft(number, values)
        if errors:
            self._look_up_the_rest(draft)
            return None
        above: Json = {}
        for part in self.shape.parts:
            if part.optional and not values[part.optional]:
                return draft if self._is_absent(draft, part) else None
            row = self._row(draft, part, above)
            if row is None:
                return None
            above = row
        return draft

    def _look_up_the_rest(self, draft: Draft) -> None:
        """Of a row with unreadable cells: the names in the others are wrong or right all the same."""
        if self.shape.tree and draft.values.get("name"):  # those below it are not to blame
            new = self._new_id(self.shape.parts[0].table, (draft.values["name"],))
            self._rows_of.setdefault(new, draft.number)
        for cell in self.shape.cells:
            if not cell.by and {cell.column.key, cell.within or cell.column.key} <= draft.values.keys():
                self._try(cell, draft)

    def _try(self, cell: Cell, draft: Draft) -> Json:
        """What a cell sets; nothing if what it names is not there."""
        try:
            return self._attributes(cell, draft)
        except CellError as error:
            self._wrong(draft.number, error.column or cell.column.key, error.code, error.message)
            return {}

    def _is_absent(self, draft: Draft, part: Part) -> bool:
        """Nothing of it is filled in, and there is something else in the row."""
        given = any(draft.values[cell.column.key] for cell in part.cells)
        if given:
            self._wrong(draft.number, part.optional, "CELL_REQUIRED", "必须填写")
        elif not draft.rows:
            self._wrong(draft.number, "", "IMPORT_KEY_REPEATED", "与前面的行重复")
        return bool(draft.rows) and not given

    def _row(self, draft: Draft, part: Part, above: Json) -> Json | None:
        """The row of a table that the cells of this part stand for; None if it cannot be."""
        found = self.problem_count
        row = {name: above[of] for name, of in part.inherits.items()}
        for cell in part.cells:
            row |= self._try(cell, draft)
        if self.problem_count > found:
            return None
        for rule in part.rules:
            if wrong := rule(row, self.setting):
                self._wrong(draft.number, _key_of(part, wrong.field), wrong.code, wrong.message)
        try:
            row["id"] = self._id(draft, part, row)
            self._claim(draft, part, row)
        except CellError as error:
            self._wrong(draft.number, error.column or _first_key(part), error.code, error.message)
        return row if self.problem_count == found else None

    def _attributes(self, cell: Cell, draft: Draft) -> Json:
        key, values = cell.column.key, draft.values
        if not cell.names:
            return {} if cell.aside else {key: rows.plain(values[key])}
        row: Json = {name: None if book else "" for name, book in cell.names.items()}
        if values[key]:
            chosen = cell.by(values) if cell.by else next(iter(row))
            row[chosen] = self._found(cell, draft, cell.names[chosen])
        return row

    def _found(self, cell: Cell, draft: Draft, book: str) -> str:
        name: str = draft.values[cell.column.key]
        if not book:
            return name
        within: str = draft.values[cell.within] if cell.within else ""
        found = self._books[book].find(name, within)
        if found is None and within and fold(within) not in self._books[book].places:
            raise misplaced(book, within, cell.within)
        if found is None and cell.column.key == self.shape.tree:  # further down in the file, perhaps
            found = self._new_id(self.shape.parts[0].table, (name,))
            self._awaited.setdefault(found, []).append(draft.number)
        if found is None:
            raise missing(book, name)
        return found

    def _id(self, draft: Draft, part: Part, row: Json) -> str:
        """Of the row that is there: by its number or else by its key; or the id that a new one will have."""
        table = self._known[part.table]
        if part.number and draft.values[part.number]:
            kept = tuple(row[name] for name in part.keeps)
            return table.numbered(draft.values[part.number], kept, part.number)
        key = tuple(row[name] for name in part.key)
        there = table.by_key.get(key, "")
        if there is None:
            raise CellError("IMPORT_NAME_AMBIGUOUS", "目录里有多个同名的，请填写编号")
        return there or self._new_id(part.table, key)

    def _claim(self, draft: Draft, part: Part, row: Json) -> None:
        """Each row of the directory has one row of the file; what may repeat must be the same each time."""
        first = self._rows_of.get(row["id"])
        if part.repeats:
            said = hash(tuple(row.items()))
            if self._said.setdefault(row["id"], said) != said:
                raise CellError("IMPORT_ROWS_DIFFER", f"小组各栏与第 {first} 行不一致")
        elif first is not None:
            raise CellError("IMPORT_KEY_REPEATED", f"与第 {first} 行重复")
        if first is None:
            draft.rows[part.table] = row
            self._rows_of[row["id"]] = draft.number
        if self.shape.tree:
            self._parents.pop(row["id"], None)
            if row["parent_id"]:
                self._parents[row["id"]] = row["parent_id"]
        if "group_id" in part.inherits and row["deputy_id"]:
            held = self._in_group.setdefault((row["kind"], row["deputy_id"]), row["group_id"])
            if held != row["group_id"]:
                raise CellError("IMPORT_GROUP_KIND_TAKEN", "该代表已在同类的另一个小组中，请先退出")

    def _new_id(self, table: str, key: tuple[Any, ...]) -> str:
        """The same whenever this file is read: what was shown is what will be written. Sorts by time, as all ids do."""
        digest = hashlib.sha256(json.dumps([table, *key]).encode()).digest()
        number = self.run_id.int >> 80 << 80 | int.from_bytes(digest[:10])
        number = number & ~(0xF << 76) & ~(0b11 << 62) | 7 << 76 | 0b10 << 62
        return str(UUID(int=number))

    def _plan(self, draft: Draft, before: Mapping[str, Mapping[str, Json]]) -> Plan | None:
        there = {
            table: before[table][row["id"]] for table, row in draft.rows.items() if row["id"] in before[table]
        }
        found = self.problem_count
        fields: list[Json] = []
        for part in self.shape.parts:
            if part.table in draft.rows:
                old = there.get(part.table)
                if old:
                    rows.keep_spelling(part, draft.rows[part.table], old)
                fields += self._changes(draft, part, old)
        if self.problem_count > found:
            return None
        change = RowChange.CHANGE if fields else RowChange.NONE
        if len(there) < len(draft.rows):
            change = RowChange.CREATE
        last = list(draft.rows.values())[-1]["id"]
        label = " ".join(str(draft.values[key]) for key in self.shape.label if draft.values[key])
        values = {"rows": draft.rows, "fields": fields}
        return Plan(draft.number, change, last, label[:120], values, there)

    def _changes(self, draft: Draft, part: Part, old: Json | None) -> list[Json]:
        """Each column that changes, with what it was and what it becomes; nothing is named anew that has ended."""
        new, changes = draft.rows[part.table], []
        shown = rows.written(part, old, self._books) if old else {}
        for cell in part.cells:
            changed = [name for name in cell.attributes if not old or new[name] != old[name]]
            after = as_cell(draft.values[cell.column.key])
            if changed and (old or after is not None):
                was = shown.get(cell.column.title)
                changes.append({"column": cell.column.title, "before": _text(was), "after": _text(after)})
            for name in changed:
                closed = self._books[cell.names[name]].closed.get(new[name]) if cell.names.get(name) else None
                if closed:
                    self._wrong(draft.number, cell.column.key, "IMPORT_REFERENCE_ENDED", closed)
        return changes


def _text(value: Raw) -> str | None:
    return None if value is None else str(value)


def _key_of(part: Part, attribute: str) -> str:
    return next(cell.column.key for cell in part.cells if attribute in cell.attributes)


def _first_key(part: Part) -> str:
    """The column that is marked when the row as a whole is in the way of another."""
    return part.optional or next(cell.column.key for cell in part.cells if not cell.aside)
