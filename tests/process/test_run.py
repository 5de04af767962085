"""`python -m app run` as a newcomer meets it: real processes, real signals, one line for each refusal."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from app import migrate
from app.config import Settings
from app.embedded import throwaway_server
from app.processes import command_line, within

PROJECT = Path(__file__).parents[2]
DEADLINE = 60

Start = Callable[..., "Launcher"]


class Launcher:
    """A running `python -m app <command>` and what it has said so far."""

    def __init__(self, data_dir: Path, output: Path, command: str, **variables: str) -> None:
        ours = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ENVIRONMENT")
        }
        self.data_dir, self.output = data_dir, output
        with output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app", command],
                stdout=file,
                stderr=subprocess.STDOUT,
                cwd=PROJECT,
                env=ours | {"DATA_DIR": str(data_dir)} | variables,
            )

    def said(self) -> str:
        return self.output.read_text()

    def ended(self) -> int:
        return self.process.wait(DEADLINE)

    def refused(self) -> tuple[int, list[str]]:
        """The exit code and the lines said."""
        return self.ended(), self.said().splitlines()

    def ready(self) -> str:
        """The base URL, once the welcome has been printed."""

        def welcomed() -> bool:
            assert self.process.poll() is None, self.said()
            return "/docs" in self.said()

        assert within(DEADLINE, welcomed), self.said()
        return str(json.loads((self.data_dir / "run.json").read_text())["base_url"])

    def family(self) -> set[int]:
        """The process numbers of the API, the worker and the database server."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return {int(number) for number in children.read_text().split()}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    launchers: list[Launcher] = []

    def launch(command: str = "run", data: str = "data", **variables: str) -> Launcher:
        output = tmp_path / f"output-{len(launchers)}"
        launchers.append(Launcher(tmp_path / data, output, command, **variables))
        return launchers[-1]

    yield launch
    for launcher in launchers:
        launcher.process.terminate()
        launcher.ended()
        shutil.rmtree((launcher.data_dir / "postgres").resolve(), ignore_errors=True)


@pytest.fixture
def port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])


def status(base_url: str, path: str) -> int:
    connection = HTTPConnection(urlsplit(base_url).netloc, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def all_gone(numbers: set[int]) -> bool:
    return not any(command_line(number) for number in numbers)


def test_one_command_serves_and_sigterm_stops_everything(start: Start, port: str) -> None:
    launcher = start(PORT=port)
    base_url = launcher.ready()
    assert base_url == f"http://127.0.0.1:{port}"
    assert (status(base_url, "/readyz"), status(base_url, "/docs")) == (200, 200)
    family = launcher.family()
    assert len(family) == 3
    launcher.process.terminate()
    assert launcher.ended() == 0
    assert all_gone(family)
    assert not (launcher.data_dir / "run.json").exists()


def test_a_database_of_ones_own_is_used(start: Start, port: str) -> None:
    with throwaway_server() as server:
        launcher = start(PORT=port, DATABASE_URL=server.url("daibiaoma").replace("+asyncpg", ""))
        assert status(launcher.ready(), "/readyz") == 200
        assert len(launcher.family()) == 2
        assert not (launcher.data_dir / "postgres").exists()
        launcher.process.terminate()
        assert launcher.ended() == 0


def test_a_server_too_old_or_too_new_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "NEWEST", 17)
    with throwaway_server() as server:
        settings = Settings(_env_file=None, database_url=server.url("daibiaoma"))
        with (
            pytest.raises(migrate.Refusal, match=r"PostgreSQL 18，需要 15 至 17"),
            migrate.database(settings),
        ):
            pass


def test_ctrl_c_while_starting_leaves_nothing(start: Start, port: str) -> None:
    launcher = start(PORT=port)
    assert within(DEADLINE, (launcher.data_dir / "postgres").exists)
    assert within(DEADLINE, lambda: bool(launcher.family()))
    family = launcher.family()
    launcher.process.send_signal(signal.SIGINT)
    assert launcher.ended() == 0
    assert all_gone(family)
    assert "Traceback" not in launcher.said()


def test_kill_9_leaves_no_orphan_and_the_next_run_works(start: Start, port: str) -> None:
    launcher = start(PORT=port)
    launcher.ready()
    family = launcher.family()
    launcher.process.kill()
    launcher.ended()
    assert within(DEADLINE, lambda: all_gone(family))
    assert status(start(PORT=port).ready(), "/readyz") == 200


def test_a_dead_child_ends_the_run_with_one_line(start: Start, port: str) -> None:
    launcher = start(PORT=port)
    launcher.ready()
    family = launcher.family()
    (worker,) = (number for number in family if command_line(number).endswith(b"app worker "))
    os.kill(worker, signal.SIGKILL)
    assert launcher.ended() == 1
    assert "后台任务意外退出" in launcher.said().splitlines()[-1]
    assert all_gone(family)


def test_the_port_is_checked_before_anything_starts(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        launcher = start(PORT=port)
        code, (line,) = launcher.refused()
    assert (code, line.startswith(f"端口 {port} 已被占用")) == (3, True)
    assert not launcher.data_dir.exists()


def test_a_second_run_on_the_same_data_is_told(start: Start, port: str) -> None:
    start(PORT=port).ready()
    code, (line,) = start(PORT=str(int(port) + 1)).refused()
    assert (code, "正被另一个进程使用" in line) == (5, True)


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("nonsense", "DATABASE_URL 写法不正确"),
        ("mysql://root@127.0.0.1/app", "DATABASE_URL 写法不正确"),
        ("postgresql://user:hidden@127.0.0.1:1/app", "那里没有数据库在监听"),
        ("postgresql://user:hidden@/app?host=/nowhere", "那里没有数据库在监听"),
        ("postgresql://user:hidden@127.0.0.1/app?sslmode=require", "驱动不认识的参数"),
    ],
    ids=["no address", "another database", "nobody listens", "no socket", "unknown parameter"],
)
def test_a_wrong_database_url_is_one_line_without_the_password(
    start: Start, port: str, address: str, cause: str
) -> None:
    code, (line,) = start(PORT=port, DATABASE_URL=address).refused()
    assert (code, cause in line, "hidden" in line) == (4, True, False)


def test_a_data_directory_that_cannot_be_used_is_one_line(start: Start, port: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, (line,) = start(data="file/data", PORT=port).refused()
    assert (code, line.startswith("内置数据库无法使用")) == (5, True)


def test_every_wrong_setting_has_its_line(start: Start) -> None:
    code, lines = start(PORT="99999", ACCESS_TOKEN_MINUTES="x").refused()
    assert code == 2
    assert sorted(line.split()[1] for line in lines) == ["ACCESS_TOKEN_MINUTES", "PORT"]


def test_production_is_not_started_by_accident(start: Start) -> None:
    code, (line,) = start(ENVIRONMENT="production").refused()
    assert (code, "SECRET_KEY" in line) == (2, True)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_single_process_needs_a_database(start: Start, command: str) -> None:
    code, (line,) = start(command).refused()
    assert (code, "DATABASE_URL" in line) == (2, True)
