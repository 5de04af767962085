"""What `make run` does: a database, migrations, the demo county, one API process, one worker, and a welcome.

Invariants: the port is checked before anything is started; whatever ends the launcher, even `kill -9`, ends
the children and the embedded server (Linux); every refusal is one Chinese line and an exit code of its own.
"""

import asyncio
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import IO, Any, NoReturn, Self
from urllib.parse import urlsplit

from app.config import Environment, Settings
from app.migrate import Database, Refusal, database, upgrade
from app.processes import die_with_parent, end, within

CHILD_DIED, BAD_SETTINGS, PORT_TAKEN = 1, 2, 3
READY_SECONDS = 60
STOP_SECONDS = 15
WATCH_SECONDS = 0.2
CHILDREN = {"serve": "接口服务", "worker": "后台任务"}

Processes = dict[str, subprocess.Popen[bytes]]


def run(settings: Settings, then: Callable[[str], None] | None = None) -> None:
    """Serve until Ctrl-C or SIGTERM; with `then`, call it with the base URL and stop. Raises Refusal."""
    if settings.environment is not Environment.DEVELOPMENT:
        raise Refusal("run 只用于试用和开发；生产环境请分别运行 migrate、serve 与 worker", BAD_SETTINGS)
    require_free_port(settings)
    base_url = local_url(settings)
    if "public_url" not in settings.model_fields_set:  # printed codes must open here, also with PORT=8001
        os.environ["PUBLIC_URL"] = base_url
    with _StopRequest() as stop, ExitStack() as stack:
        try:
            found = stack.enter_context(database(settings))
            _prepare(found, stop)
            log = None if then is None else stack.enter_context(_log(settings))
            processes = stack.enter_context(_children(found, log))
            _wait_until_ready(base_url, processes, stop)
            stack.enter_context(_run_file(settings, base_url))
            if then is None:
                print(_welcome(found, base_url), flush=True)
                _watch(processes, stop)
            else:
                stop.at_once = True
                then(base_url)
        except KeyboardInterrupt:
            stack.close()
            print("已停止。", flush=True)


def running(settings: Settings) -> str | None:
    """The base URL of a launcher that serves right now from this data directory."""
    try:
        base_url = str(json.loads(_run_path(settings).read_text())["base_url"])
    except (OSError, ValueError, KeyError):
        return None
    return base_url if _answers(base_url) else None


def require_free_port(settings: Settings) -> None:
    """Raises Refusal when nothing could listen on HOST and PORT."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        cause = "已被占用" if error.errno == errno.EADDRINUSE else f"无法监听（{error.strerror}）"
        line = f"端口 {settings.port} {cause}：请停止占用它的程序，或用 PORT 换一个端口，例如 PORT=8001"
        raise Refusal(line, PORT_TAKEN) from error


def local_url(settings: Settings) -> str:
    """Where this machine reaches the API."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    return f"http://[{host}]:{settings.port}" if ":" in host else f"http://{host}:{settings.port}"


class _StopRequest:
    """Ctrl-C, SIGTERM and a closed terminal all mean: stop in good order, at the next `check`.

    Raising from a signal handler at any moment may leave an event loop waiting for ever. Only a second request
    does, or one made when nothing but the caller's own code runs (`at_once`).
    """

    def __init__(self) -> None:
        self.at_once = False
        self._asked = False
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
                continue  # nohup: meant to outlive its terminal
            self._before[number] = signal.signal(number, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def check(self) -> None:
        """Raises KeyboardInterrupt when a stop was asked for; from then on every further request is ignored."""
        if self._asked:
            for number in self._before:
                signal.signal(number, signal.SIG_IGN)
            raise KeyboardInterrupt

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        again, self._asked = self._asked, True
        if again or self.at_once:
            self.check()


def _prepare(found: Database, stop: _StopRequest) -> None:
    stop.check()
    upgrade()
    stop.check()
    from app import demo  # noqa: PLC0415 - the whole product; `serve` needs this module without it

    asyncio.run(demo.seed(found.url))
    stop.check()


def _welcome(found: Database, base_url: str) -> str:
    from app import demo  # noqa: PLC0415 - as above

    return asyncio.run(demo.welcome(found.url, base_url))


@contextmanager
def _children(found: Database, log: IO[bytes] | None) -> Iterator[Processes]:
    """The API and the worker, in sessions of their own so that Ctrl-C reaches only the launcher."""
    children: Processes = {}
    hint = f"（日志 {log.name}）" if log else ""
    try:
        for name, label in CHILDREN.items():
            children[label + hint] = subprocess.Popen(
                [sys.executable, "-m", "app", name],
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 - nothing but exec follows
            )
        server = found.server.process if found.server else None
        yield children | ({"内置数据库": server} if server else {})
    finally:
        end(children.values(), signal.SIGTERM, signal.SIGKILL, seconds=STOP_SECONDS)


def _log(settings: Settings) -> IO[bytes]:
    """Where the children write while something else has the terminal."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return (settings.data_dir / "run.log").open("wb")


def _require_alive(processes: Processes) -> None:
    for label, process in processes.items():
        if (code := process.poll()) is not None:
            raise Refusal(f"{label}意外退出（退出码 {code}），其余部分已一并停止", CHILD_DIED)


def _wait_until_ready(base_url: str, processes: Processes, stop: _StopRequest) -> None:
    def ready() -> bool:
        stop.check()
        _require_alive(processes)
        return _answers(base_url)

    if not within(READY_SECONDS, ready):
        raise Refusal(f"接口服务 {READY_SECONDS} 秒内没有就绪", CHILD_DIED)


def _watch(processes: Processes, stop: _StopRequest) -> NoReturn:
    while True:
        stop.check()
        _require_alive(processes)
        time.sleep(WATCH_SECONDS)


def _answers(base_url: str) -> bool:
    """Does /readyz say 200? Asked directly: a proxy in the environment has no business here."""
    connection = HTTPConnection(urlsplit(base_url).netloc, timeout=2)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def _run_file(settings: Settings, base_url: str) -> Iterator[None]:
    """Tells `make demo` where we are, for as long as we are there."""
    path = _run_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"pid": os.getpid(), "base_url": base_url}))
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def _run_path(settings: Settings) -> Path:
    return settings.data_dir / "run.json"
