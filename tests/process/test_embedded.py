"""The embedded server as real processes: started, killed, contended, restarted."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from app import embedded
from app.embedded import EmbeddedError, EmbeddedServer, throwaway_server
from app.postgres_programs import find_programs, reason
from app.processes import command_line, within

PROJECT = Path(__file__).parents[2]
DEADLINE = 20
ROOT = os.geteuid() == 0
# root lends the server to `nobody`; everybody else runs it as himself: both ways are tried where both are possible
IDENTITIES = ["", "nobody"] if ROOT else [""]


class Holder:
    """Another process that owns an embedded server."""

    def __init__(self, data_dir: Path, user: str) -> None:
        command = [sys.executable, "-m", "tests.process.hold_server", str(data_dir), user]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=PROJECT)
        self.said = ""

    def listen(self) -> tuple[str, str]:
        """`ready` and the URL, or `refused` and why."""
        assert self.process.stdout is not None
        self.said = self.said or self.process.stdout.readline()
        word, _, rest = self.said.strip().partition(" ")
        return word, rest

    @property
    def url(self) -> str:
        word, rest = self.listen()
        assert word == "ready", rest
        return rest

    def stop(self) -> int:
        self.process.communicate()
        return self.process.wait(DEADLINE)

    def kill(self) -> None:
        self.process.kill()
        self.stop()


Hold = Callable[[], Holder]


@pytest.fixture(params=IDENTITIES, ids=lambda user: user or "self")
def user(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def data_dir(user: str) -> Iterator[Path]:
    """Not tmp_path: nobody else may enter that one."""
    folder = Path(tempfile.mkdtemp(prefix="daibiaoma-test-", dir="/tmp"))
    if user:
        account = pwd.getpwnam(user)
        os.chown(folder, account.pw_uid, account.pw_gid)
    yield folder
    shutil.rmtree((folder / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def hold(data_dir: Path, user: str) -> Iterator[Hold]:
    holders: list[Holder] = []

    def start() -> Holder:
        holders.append(Holder(data_dir, user))
        return holders[-1]

    yield start
    for holder in holders:
        holder.stop()


def ask(url: str, statement: str) -> str:
    parts = urlsplit(url)
    host = parse_qs(parts.query)["host"][0]
    answer = find_programs().run(
        *("psql", "-XtA", "-h", host, "-U", parts.username or "", "-d", parts.path[1:], "-c", statement),
        password=parts.password or "",
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


def postmaster(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])


def gone(pid: int) -> bool:
    return not command_line(pid)


def test_data_survive_a_restart(hold: Hold) -> None:
    first = hold()
    ask(first.url, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('路灯')")
    assert first.stop() == 0
    assert ask(hold().url, "SELECT word FROM kept") == "路灯"


def test_the_server_knows_chinese_characters(hold: Hold) -> None:
    url = hold().url
    assert ask(url, "SHOW server_encoding") == "UTF8"
    assert ask(url, "CREATE EXTENSION pg_trgm; SELECT show_trgm('路灯') <> '{}'").endswith("t")


def test_no_port_is_opened_and_the_password_is_private(hold: Hold, data_dir: Path) -> None:
    url = hold().url
    assert ask(url, "SHOW listen_addresses") == ""
    assert (data_dir / "postgres" / "password").stat().st_mode & 0o077 == 0
    wrong = urlsplit(url)._replace(netloc="daibiaoma:guess@").geturl()
    with pytest.raises(AssertionError, match="password authentication failed"):
        ask(wrong, "SELECT 1")


def test_the_second_of_two_owners_is_told(hold: Hold) -> None:
    one, two = hold(), hold()
    said = sorted([one.listen(), two.listen()])
    assert [word for word, _ in said] == ["ready", "refused"]
    assert "正被另一个进程使用" in said[1][1]
    assert ask(said[0][1], "SELECT 1") == "1"


def test_killing_the_owner_ends_the_server_and_keeps_the_data(hold: Hold, data_dir: Path) -> None:
    owner = hold()
    ask(owner.url, "CREATE TABLE kept AS SELECT 7 AS number")
    server = postmaster(data_dir)
    owner.kill()
    if sys.platform == "linux":  # elsewhere the next start ends it
        assert within(DEADLINE, lambda: gone(server))
    assert ask(hold().url, "SELECT number FROM kept") == "7"


def test_an_owner_killed_while_it_creates_the_cluster_leaves_nothing_in_the_way(
    hold: Hold, data_dir: Path
) -> None:
    owner = hold()
    assert within(DEADLINE, lambda: any((data_dir / "postgres").glob("draft-*/PG_VERSION")))
    owner.kill()
    assert ask(hold().url, "SELECT 1") == "1"
    assert not any((data_dir / "postgres").glob("draft-*"))


def test_a_stale_pid_that_now_belongs_to_somebody_else_is_left_alone(
    hold: Hold, data_dir: Path, user: str
) -> None:
    hold().stop()
    cluster = data_dir / "postgres" / "cluster"
    # of the same account as the server: that is when PostgreSQL itself takes it for a running server
    stranger = subprocess.Popen(["sleep", "600"], user=cluster.stat().st_uid if ROOT else None)
    try:
        stale = cluster / "postmaster.pid"
        stale.write_text(f"{stranger.pid}\n{cluster}\n1700000000\n5432\n{cluster}\n\n 12345 67890\n")
        os.chown(stale, cluster.stat().st_uid, cluster.stat().st_gid)
        assert ask(hold().url, "SELECT 1") == "1"
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_pid_file_cut_short_is_no_obstacle(hold: Hold, data_dir: Path) -> None:
    hold().stop()
    (data_dir / "postgres" / "cluster" / "postmaster.pid").write_text("")
    assert ask(hold().url, "SELECT 1") == "1"


def test_a_server_left_over_from_a_killed_owner_is_ended_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "STOP_SECONDS", 0.5)
    with throwaway_server() as server:
        ask(server.url("daibiaoma"), "CREATE TABLE kept AS SELECT 7 AS number")
        server.stop()
        cluster = (server.data_dir / "postgres" / "cluster").resolve()
        with (server.data_dir / "log").open("wb") as log:
            left_over = find_programs().spawn(
                *("postgres", "-D", str(cluster), "-clisten_addresses="),
                f"-cunix_socket_directories={cluster.parent / 'socket'}",
                log=log,
                farewell=signal.SIGINT,
            )
        assert within(DEADLINE, (cluster / "postmaster.pid").exists)
        assert ask(server.start(), "SELECT number FROM kept") == "7"
        assert left_over.wait(DEADLINE) == 0


def test_a_path_too_long_for_a_socket_is_no_obstacle(data_dir: Path, user: str) -> None:
    owner = Holder(data_dir / "/".join(["很长的文件夹, 名字"] * 8), user)
    try:
        socket_folder = Path(parse_qs(urlsplit(owner.url).query)["host"][0])
        assert ask(owner.url, "SELECT 1") == "1"
    finally:
        owner.stop()
        shutil.rmtree(next(data_dir.glob("**/postgres")).resolve(), ignore_errors=True)
    assert not (socket_folder / ".s.PGSQL.5432").exists()


def test_a_data_directory_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EmbeddedError, match=r"^内置数据库无法使用 .*不是文件夹.*DATA_DIR"):
        EmbeddedServer(tmp_path / "file" / "data").start()


def test_a_data_directory_that_is_read_only(data_dir: Path, user: str) -> None:
    closed = data_dir / "closed"
    closed.mkdir(mode=0o555)
    owner = Holder(closed, user or ("nobody" if ROOT else ""))
    word, why = owner.listen()
    owner.stop()
    assert (word, "没有访问权限" in why) == ("refused", True)


def test_a_lost_password_is_explained() -> None:
    with throwaway_server() as server:
        server.stop()
        (server.data_dir / "postgres" / "password").unlink()
        with pytest.raises(EmbeddedError, match=r"缺少 .*password：请恢复它"):
            server.start()


def test_a_cluster_that_does_not_start_names_the_cause() -> None:
    with throwaway_server() as server:
        server.stop()
        (server.data_dir / "postgres" / "cluster" / "PG_VERSION").write_text("12\n")
        with pytest.raises(EmbeddedError, match=r"内置数据库启动失败：.*incompatible with server"):
            server.start()


def test_a_full_disk_is_said_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "FREE_BYTES", 2**62)
    with pytest.raises(EmbeddedError, match=r"^磁盘已满"), throwaway_server():
        pass


def test_a_throwaway_server_leaves_nothing_behind() -> None:
    with throwaway_server() as server:
        data, home, pid = (
            server.data_dir,
            (server.data_dir / "postgres").resolve(),
            postmaster(server.data_dir),
        )
    assert (data.exists(), home.exists(), gone(pid)) == (False, False, True)


@pytest.mark.parametrize(
    ("output", "line"),
    [
        (
            "creating files ... initdb: error: could not write: No space left on device\ninitdb: removing",
            "磁盘已满",
        ),
        ("postgres: error while loading shared libraries: libz.so.1: no such file", "系统缺少运行库"),
        ("", "没有任何输出"),
    ],
)
def test_the_reason_is_one_line(output: str, line: str) -> None:
    assert reason(output).startswith(line)
    assert "\n" not in reason(output)
