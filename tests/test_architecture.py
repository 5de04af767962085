"""The house rules: who may import whom, one importer a library, one place that commits, one that moves a case."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from app import errors
from app.errors import CATALOGUE, AppError
from app.main import API, GUARDS

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
EVERYTHING = {
    path.stem if path.suffix == ".py" else path.name for path in APP.iterdir() if path.name[0] != "_"
}

# A folder (or file) of app → what of app it may import besides itself.
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(),
    "domain": {"errors"},
    "models": {"domain"},
    "schemas": {"domain"},
    "presets": {"domain"},
    "config": set(),
    "security": {"config", "domain", "errors", "models"},
    "integrations": {"config", "errors"},
    "services": {"models", "schemas", "domain", "security", "errors", "config", "presets", "jobs.queue"},
    "jobs": {"services", "integrations", "db", "config", "clock", "logs", "domain", "errors"},
    "db": {"config"},
}
NEVER = {
    "domain": {"fastapi", "sqlalchemy", "sqlmodel", "pydantic", "asyncpg"},
    "errors": {"fastapi", "sqlalchemy", "sqlmodel", "pydantic"},
    "models": {"fastapi", "starlette"},
    "schemas": {"fastapi", "starlette", "sqlalchemy", "sqlmodel"},
    "security": {"fastapi", "starlette"},
    "integrations": {"fastapi", "starlette", "sqlalchemy", "sqlmodel"},
    "services": {"fastapi", "starlette", "httpx", "asyncpg"},
    "jobs": {"fastapi", "starlette"},
}
ONE_IMPORTER = {
    "chinese_calendar": {"integrations/holidays.py"},
    "jose": {"security/tokens.py"},
    "qrcode": {"integrations/qr_image.py"},
    "PIL": {"integrations/images.py"},
    "pillow_heif": {"integrations/images.py"},
    "obstore": {"integrations/storage.py"},
    "openpyxl": {"integrations/workbook_child/writer.py"},
    "httpx": {"integrations/wechat.py", "story.py"},
    "pgqueuer": {"jobs/queue.py", "jobs/worker.py"},
    "pydantic_settings": {"config.py"},
    "uuid_utils": {"models/base.py"},
    "alembic": {"migrate.py"},
    "uvicorn": {"cli.py"},
    "typer": {"cli.py"},
}
AUDIENCES = {"public", "citizen", "desk", "admin", "open"}
QUERIES = {"select", "insert", "update", "delete"}
VAGUE = {
    "utils",
    "util",
    "helpers",
    "helper",
    "core",
    "managers",
    "manager",
    "common",
    "misc",
    "repositories",
    "base_service",
}


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the service, by its path inside app."""
    return {
        path.relative_to(APP).as_posix(): ast.parse(path.read_text())
        for path in sorted(APP.rglob("*.py"))
        if path.read_text()
    }


@cache
def tracked() -> tuple[Path, ...]:
    """What goes into the repository: committed, or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(path for name in names if (path := ROOT / name).is_file())


def imported(tree: ast.Module) -> Iterator[str]:
    """Dotted names; `from a import b` may be a module or a thing in it, so both are named."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def part_of(path: str) -> str:
    return path.split("/", 1)[0].removesuffix(".py")


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_every_part_has_a_line_or_may_import_everything() -> None:
    assert MAY_IMPORT.keys() <= EVERYTHING


def test_arrows_point_down() -> None:
    wrong = []
    for path, tree in sources().items():
        part = part_of(path)
        allowed = MAY_IMPORT.get(part, EVERYTHING) | {part}
        for name in imported(tree):
            if name.startswith("app.") and not any(f"{name}.".startswith(f"app.{each}.") for each in allowed):
                wrong.append(f"{path} imports {name}")
    assert wrong == []


def test_libraries_stay_in_their_layers() -> None:
    found = ((path, name.split(".")[0]) for path, tree in sources().items() for name in imported(tree))
    assert [f"{path}: {name}" for path, name in found if name in NEVER.get(part_of(path), ())] == []


def test_domain_and_errors_need_nothing_but_python() -> None:
    for path, tree in sources().items():
        if part_of(path) in ("domain", "errors"):
            outside = {name.split(".")[0] for name in imported(tree)} - sys.stdlib_module_names - {"app"}
            assert outside == set(), path


@pytest.mark.parametrize("library", ONE_IMPORTER)
def test_an_outside_library_has_one_importer(library: str) -> None:
    importers = {
        path
        for path, tree in sources().items()
        if any(name.split(".")[0] == library for name in imported(tree))
    }
    assert importers == ONE_IMPORTER[library]


def test_routers_and_pages_ask_services_and_never_the_tables() -> None:
    wrong = []
    for path, tree in sources().items():
        if part_of(path) not in ("routers", "web", "deps"):
            continue
        for name in imported(tree):
            library, _, thing = name.rpartition(".")
            if library.split(".")[0] in ("sqlalchemy", "sqlmodel") and thing in QUERIES:
                wrong.append(f"{path} imports {name}")
    assert wrong == []


def test_no_audience_borrows_from_another() -> None:
    wrong = []
    for path, tree in sources().items():
        parts = path.split("/")
        if parts[0] == "routers" and parts[1] in AUDIENCES:
            for name in imported(tree):
                of = name.split(".")
                if of[:2] == ["app", "routers"] and of[2] in AUDIENCES - {parts[1]}:
                    wrong.append(f"{path} imports {name}")
    assert wrong == []


def test_only_the_edge_commits() -> None:
    """`unit_of_work` begins and ends a transaction; a service flushes."""
    calls = (
        f"{path}:{node.lineno} {node.func.attr}()"
        for path, tree in sources().items()
        if part_of(path) not in ("db", "migrate")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in ("commit", "rollback", "begin", "begin_nested")
    )
    assert list(calls) == []


def test_services_open_no_transaction_of_their_own() -> None:
    for path, tree in sources().items():
        if part_of(path) in ("services", "security", "models", "domain"):
            assert not any(name.startswith("app.db") for name in imported(tree)), path


def test_one_function_assigns_the_status_of_a_case() -> None:
    """Elsewhere in services only hand-overs (always called `share`) and the directory change a status."""
    moved = set()
    for path, tree in sources().items():
        for function in functions(tree):
            for base in assigned(function, "status"):
                moved.add((path, function.name, base))
    cases = {each for each in moved if each[2].split(".")[-1] != "share"}
    assert cases == {("services/transitions.py", "settle", "case")}


def assigned(function: ast.AST, name: str) -> Iterator[str]:
    """What stands before `.name =`, however it is written; a bulk update that sets it counts as "update"."""
    for node in ast.walk(function):
        targets: Iterable[ast.expr] = ()
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign):
            targets = [node.target]
        for target in targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Attribute) and part.attr == name and isinstance(part.ctx, ast.Store):
                    yield ast.unparse(part.value)
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called.endswith(".values") and any(keyword.arg == name for keyword in node.keywords):
                yield "update"
            if called == "setattr" and ast.unparse(node.args[1]) == repr(name):
                yield "setattr"


def test_a_share_is_a_hand_over() -> None:
    """What the test above takes for granted: nothing called `share` is ever a case."""
    for path, tree in sources().items():
        for function in functions(tree):
            for argument in (*function.args.args, *function.args.kwonlyargs):
                if argument.arg == "share":
                    assert argument.annotation and ast.unparse(argument.annotation) == "Assignment", path
            for node in ast.walk(function):
                if isinstance(node, ast.Assign) and any(
                    ast.unparse(each) == "share" for each in node.targets
                ):
                    assert re.match(r"Assignment\(|move\.share\b", ast.unparse(node.value)), (
                        f"{path}:{node.lineno}"
                    )


def test_files_and_functions_are_short() -> None:
    long = []
    for path, tree in sources().items():
        lines = len((APP / path).read_text().splitlines())
        if lines > 400:
            long.append(f"{path}: {lines} lines")
        for function in functions(tree):
            length = (function.end_lineno or 0) - function.lineno + 1
            if length > 60:
                long.append(f"{path} {function.name}: {length} lines")
    assert long == []


def test_endpoints_parse_call_one_service_and_answer() -> None:
    long = []
    for path, tree in sources().items():
        endpoints = functions(tree) if part_of(path) in ("routers", "web") else ()
        for endpoint in endpoints:
            statements = [node for node in ast.walk(endpoint) if isinstance(node, ast.stmt)][1:]
            count = len(statements) - (ast.get_docstring(endpoint) is not None)
            if isinstance(endpoint, ast.AsyncFunctionDef) and count > 8:
                long.append(f"{path} {endpoint.name}: {count} statements")
    assert long == []


def test_names_say_what_is_inside() -> None:
    names = (path for path in tracked() if path.suffix == ".py")
    assert [str(path) for path in names if {path.stem, *path.relative_to(ROOT).parent.parts} & VAGUE] == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Error")))
    ours = (path for path in tracked() if path.suffix == ".py" and path.is_relative_to(APP))
    assert [str(path) for path in ours if later.search(path.read_text())] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [path for path, tree in sources().items() if not ast.get_docstring(tree)] == []


def test_no_route_can_be_patched(app: FastAPI) -> None:
    assert [
        context.path for context in iter_route_contexts(app.routes) if "PATCH" in (context.methods or ())
    ] == []


def test_every_route_behind_a_guard_has_it(app: FastAPI) -> None:
    """By the dependencies of the route itself: not by where its file lies."""
    guards = {f"{API}/{module.__name__.rsplit('.', 1)[-1]}": guard for module, guard in GUARDS}
    seen = set()
    for context in iter_route_contexts(app.routes):
        path = str(context.path)
        audience = next((prefix for prefix in guards if path.startswith(f"{prefix}/")), None)
        assert audience or not path.startswith(API), f"{path} belongs to no audience"
        if audience and guards[audience] is not None:
            assert guards[audience] in set(dependencies(context.dependant)), path
            seen.add(audience)
    assert seen == {prefix for prefix, guard in guards.items() if guard}


def test_only_public_has_no_guard() -> None:
    assert [module.__name__ for module, guard in GUARDS if guard is None] == ["app.routers.public"]


def dependencies(dependant: Any) -> Iterator[Any]:
    for each in dependant.dependencies:
        yield each.call
        yield from dependencies(each)


def error_classes() -> dict[str, int]:
    """Name → status of every kind of refusal."""
    kinds = {
        name: each
        for name, each in vars(errors).items()
        if isinstance(each, type) and issubclass(each, AppError)
    }
    statuses = {name: kind.status for name, kind in kinds.items()}
    for tree in sources().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and any(ast.unparse(base) == "AppError" for base in node.bases):
                for statement in node.body:
                    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
                        statuses.setdefault(node.name, int(str(statement.value.value)))
    return statuses


def raised_codes() -> Iterator[tuple[str, str, int]]:
    """(where, code, status of the class) for every refusal that is spelled out."""
    statuses = error_classes()
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                continue
            if node.func.id in statuses:
                words = (part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant))
                yield from ((f"{path}:{node.lineno}", str(word), statuses[node.func.id]) for word in words)


def test_every_code_that_is_raised_is_in_the_catalogue_with_its_status() -> None:
    found = list(raised_codes())
    assert len(found) > 50
    for where, code, status in found:
        assert code in CATALOGUE, f"{where}: {code}"
        assert CATALOGUE[code].status == status, f"{where}: {code} is a {CATALOGUE[code].status}"


def test_every_code_of_the_catalogue_is_used() -> None:
    used = {
        node.value
        for path, tree in sources().items()
        if path != "errors.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert CATALOGUE.keys() - used == set()


def test_no_address_of_a_package_index_is_in_the_tree() -> None:
    """Where packages come from is the business of whoever installs them."""
    hosts = (
        "py" + r"pi\.",
        "python" + "hosted",
        "(?<!no-emit-)index" + "-url",
        "npm" + r"js\.",
        r"mirr" + r"ors?\.",
    )
    pattern = re.compile("|".join(hosts), re.IGNORECASE | re.MULTILINE)
    wrong = []
    for path in tracked():
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue  # a photo
        if match := pattern.search(text):
            wrong.append(f"{path.relative_to(ROOT)}: {match[0]}")
    assert wrong == []
