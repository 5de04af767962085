"""The story is played against real processes, twice, and stops with one line when an answer is not as expected."""

import json
import re
import socket
import subprocess
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from app import story
from app.migrate import Refusal
from tests.demo.conftest import command


def played(data_dir: Path, port: int) -> str:
    process = command("demo", data_dir, port, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, _ = process.communicate()
    assert process.returncode == 0, said
    return said


def part(said: str, heading: str) -> str:
    """What is printed under one heading."""
    return re.split(r"^[一二三四]、.*\n", said, flags=re.MULTILINE)["一二三四".index(heading) + 1]


def test_the_story_plays_to_its_end_as_often_as_one_likes(served: tuple[Path, int]) -> None:
    first, second = played(*served), played(*served)
    numbers = [re.findall(r"受理编号 (\d{6}-\d{6}-\w{6})，2 张照片", said)[0] for said in (first, second)]
    assert numbers[0] != numbers[1]
    for said in (first, second):
        *_, last = part(said, "一").strip().splitlines()
        assert re.search(r"何桂枝 +评价 +办结", last)
        assert re.search(r"何桂枝 +评价 +已答复（待评价） +不满意：", said)
        assert re.search(r"金巧云 +重新办理 +办理中", said)
        resident = part(said, "二")
        assert resident.count("签发答复") == 2
        assert "杜曲镇村镇建设发展中心（主办）、杜曲供电所（协办）" in resident
        assert "何桂枝" not in resident, "a resident reads capacities, not names"
        assert "申请退办" not in resident, "how units argue is for the desk"
        assert "提交 → 登记受理" in part(said, "三")
        assert "质保三年" in part(said, "三")
        resident, deputy = part(said, "四").strip().splitlines()
        assert (resident.count("签发答复"), deputy.count("签发答复")) == (2, 2)
        assert (resident.count("评价"), deputy.count("评价")) == (0, 2)
        assert "没有送达" not in said
    assert closed_again(served[1], numbers) == set(numbers)


def closed_again(port: int, numbers: Collection[str]) -> set[str]:
    """Those of these that the resident of the story has in her list, closed in the second round, with both photos."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}/api/v1", trust_env=False) as client:
        session = client.post("/public/sessions/wechat", json={"js_code": "demo-resident"}).json()
        client.headers["Authorization"] = f"Bearer {session['access_token']}"
        items = client.get("/citizen/cases").json()["items"]
        own = [item["id"] for item in items if item["number"] in numbers]
        cases = [client.get(f"/citizen/cases/{case_id}").json() for case_id in own]
    ended = ("closed", 2, 2)
    return {
        case["number"] for case in cases if (case["status"], case["round"], len(case["attachments"])) == ended
    }


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """A server that has the same answer for everything."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quietly."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def stopped(base_url: str) -> str:
    with pytest.raises(Refusal) as refused:
        story.play(base_url)
    assert refused.value.code == story.STORY_STOPPED
    return str(refused.value)


def test_an_unexpected_answer_says_status_code_and_title() -> None:
    problem = {"code": "LOGIN_BLOCKED", "title": "微信判定该账号存在风险，暂不能登录", "detail": None}
    with answering(401, json.dumps(problem).encode()) as base_url:
        said = stopped(base_url)
    assert said == (
        "演示停下：POST public/sessions/wechat 返回 401 LOGIN_BLOCKED 微信判定该账号存在风险，暂不能登录"
    )


@pytest.mark.parametrize("body", [b"<html>", b"[1]"], ids=["not json", "no object"])
def test_something_else_behind_the_address_is_one_line(body: bytes) -> None:
    with answering(200, body) as base_url:
        assert "没有得到可用的应答" in stopped(base_url)


def test_nobody_behind_the_address_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    assert "没有得到可用的应答" in stopped(f"http://127.0.0.1:{port}")
