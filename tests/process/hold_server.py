"""Starts an embedded server, says `ready URL` or `refused REASON`, and holds it until standard input closes.

Usage: python -m tests.process.hold_server DATA_DIR [USER]. With a user, root first becomes that user for good:
an interpreter in root's home could not be started by anybody else.
"""

import os
import pwd
import sys
from pathlib import Path

from app.embedded import EmbeddedError, EmbeddedServer
from app.postgres_programs import find_programs


def become(user: str) -> None:
    # in case that user cannot read our virtual environment either
    sys.path.append(str(find_programs().folder.parents[2]))
    account = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


def main(data_dir: str, user: str = "") -> None:
    if user:
        become(user)
    server = EmbeddedServer(Path(data_dir), durable=False)
    try:
        say = f"ready {server.start()}"
    except EmbeddedError as error:
        say = f"refused {error}"
    sys.stdout.write(say + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop()


main(*sys.argv[1:])
