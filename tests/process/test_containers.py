"""Container files and Makefile say what the product understands: commands, settings, an ordinary user, health."""

import re
import shlex
from pathlib import Path
from typing import Any

import typer.main
import yaml

from app.cli import app
from app.config import Settings

PROJECT = Path(__file__).parents[2]
COMMANDS = set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
SETTINGS = {name.upper() for name in Settings.model_fields}


def instructions() -> list[tuple[str, str]]:
    """The final stage of the Dockerfile as (instruction, rest) pairs."""
    text = (PROJECT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    start = max(number for number, line in enumerate(lines) if line.startswith("FROM"))
    return [(line.split(maxsplit=1)[0], line.split(maxsplit=1)[1]) for line in lines[start:]]


def said(instruction: str) -> str:
    (rest,) = (rest for name, rest in instructions() if name == instruction)
    return rest


def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PROJECT / "compose.yaml").read_text())["services"]
    return found


def offered(command: list[str]) -> bool:
    return command[:3] == ["python", "-m", "app"] and command[3] in COMMANDS


def test_the_image_runs_a_command_that_exists_as_an_ordinary_user() -> None:
    assert offered(yaml.safe_load(said("CMD")))
    user = said("USER")
    assert int(user) > 0, "a number: orchestrators can only check that one for being ordinary"
    assert any(name == "RUN" and f"--uid {user} " in rest for name, rest in instructions())


def test_the_image_checks_a_health_route_that_exists() -> None:
    address = re.search(r"http://127\.0\.0\.1:(\d+)(/\w+)", said("HEALTHCHECK"))
    assert address is not None
    assert address.group(1) == said("EXPOSE")
    assert address.group(2) == "/healthz"


def test_the_image_defaults_to_production_and_sets_only_what_is_read() -> None:
    variables = dict(pair.split("=", 1) for pair in shlex.split(said("ENV")))
    assert variables["ENVIRONMENT"] == "production"
    assert variables["PORT"] == said("EXPOSE")
    assert {name for name in variables if not name.startswith("PYTHON")} - {"PATH"} <= SETTINGS


def test_every_file_that_the_image_copies_is_there_and_let_in() -> None:
    let_in = {
        line[1:] for line in (PROJECT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    sources = {
        source
        for line in (PROJECT / "Dockerfile").read_text().splitlines()
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    }
    assert sources == let_in
    assert [source for source in sources if not (PROJECT / source).exists()] == []


def test_compose_runs_commands_that_exist_in_order() -> None:
    ours = {name: service for name, service in services().items() if name != "postgres"}
    assert {name: service["command"][3] for name, service in ours.items()} == {
        "migrate": "migrate",
        "api": "serve",
        "worker": "worker",
    }
    assert all(offered(service["command"]) for service in ours.values())
    assert ours["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"
    for name in ("api", "worker"):
        assert ours[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_compose_sets_only_what_is_read_and_publishes_no_database() -> None:
    for name, service in services().items():
        if name == "postgres":
            assert "ports" not in service
        else:
            assert set(service["environment"]) <= SETTINGS


def test_make_runs_commands_that_exist_and_ci_only_make() -> None:
    used = set(re.findall(r"-m app ([a-z-]+)", (PROJECT / "Makefile").read_text()))
    assert {"run", "demo", "migrate", "check-migrations", "openapi"} <= used <= COMMANDS
    steps = [line for line in (PROJECT / ".ci" / "run").read_text().splitlines() if not line.startswith("#")]
    assert steps == ["set -eu", 'cd "$(dirname "$0")/.."', "make check", "make test"]
