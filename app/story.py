"""`make demo`: one matter from the scan to the last rating, over HTTP, as presets/story.yaml tells it.

Nothing here knows the database: what a mini-program cannot do, this story cannot do either.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import yaml
from pydantic import BaseModel, ConfigDict

from app.clock import utc_now
from app.domain.deadlines import day_of
from app.domain.vocabulary import Action, Role, Satisfaction, Status
from app.migrate import Refusal
from app.presets.loader import PRESETS
from app.processes import within
from app.terminal import cut, pad, table

STORY_STOPPED = 8
NOTICE_SECONDS = 15
ADMINISTRATOR = "demo-admin"
_WHO, _WHAT, _STATUS, _WORDS = 30, 10, 18, 60
_TELLING = ("public_text", "text", "reason", "measures")

Json = dict[str, Any]


class Step(BaseModel):
    model_config = ConfigDict(extra="forbid")

    who: str
    action: Action
    fields: Json


class Script(BaseModel):
    model_config = ConfigDict(extra="forbid")

    board: str
    photos: list[str]
    who: str
    matter: Json
    steps: list[Step]


@dataclass(frozen=True)
class Person:
    """Somebody signed in: as whom, and through which door."""

    name: str
    role: Role
    door: str
    token: str


def play(base_url: str) -> None:
    """Play it once, against the server at `base_url`. Raises Refusal at the first answer that was not expected."""
    script = Script.model_validate(yaml.safe_load((PRESETS / "story.yaml").read_text(encoding="utf-8")))
    # a proxy in the environment has no business here
    with httpx.Client(base_url=f"{base_url}/api/v1/", timeout=30, trust_env=False) as client:
        _Play(client, script).run()


class _Play:
    def __init__(self, client: httpx.Client, script: Script) -> None:
        self.client = client
        self.script = script
        self.people: dict[str, Person] = {}
        self.lines = 0

    def run(self) -> None:
        print(f"\n一、办理经过：{self.script.matter['title']}\n")
        receipt = self._submit()
        status = receipt["status"]
        for step in self.script.steps:
            status = self._act(receipt["id"], step)
        if status != Status.CLOSED:
            raise Refusal(
                f"演示停下：最后应为“{Status.CLOSED.label}”，却是“{Status(status).label}”", STORY_STOPPED
            )
        self._show_to_resident(receipt["id"])
        self._show_receipt(receipt)
        self._show_notices(receipt["id"])

    # what happens

    def _submit(self) -> Json:
        """Scan the code on the board, add the photos, hand in."""
        who = self.script.who
        card = self._call(who, "POST", "public/codes/resolve", json={"code": self._printed()})
        self._say(
            self._person(who).name, "扫码", "", f"{card['deputy']['name']}代表，{card['station']['name']}"
        )
        uploads = [self._upload(who, name) for name in self.script.photos]
        matter = self.script.matter | {"code": card["token"], "upload_ids": uploads}
        receipt = self._call(
            who, "POST", "citizen/cases", json=matter, headers={"Idempotency-Key": str(uuid4())}
        )
        words = f"受理编号 {receipt['number']}，{len(uploads)} 张照片"
        self._say(self._person(who).name, "提交", receipt["status"], words)
        return receipt

    def _printed(self) -> str:
        """What the code on the board says; only an administrator can look that up without a camera."""
        codes = self._call(ADMINISTRATOR, "GET", "admin/codes", params={"limit": 100})["items"]
        for code in codes:
            if code["place"] == self.script.board and code["state"] == "active":
                return str(code["url"])
        raise Refusal(f"演示停下：{self.script.board}没有可用的码，请在全新的数据上运行", STORY_STOPPED)

    def _upload(self, who: str, name: str) -> str:
        content = (PRESETS / "photos" / name).read_bytes()
        return str(self._call(who, "POST", "citizen/uploads", files={"file": (name, content)})["upload_id"])

    def _act(self, case_id: str, step: Step) -> str:
        """Look at the case as this person sees it, then act on what was seen; the status after that."""
        person = self._person(step.who)
        path = f"{person.door}/cases/{case_id}"
        version = self._call(step.who, "GET", path)["version"]
        form = {name: self._filled(step.who, name, value) for name, value in step.fields.items()}
        state = self._call(
            step.who, "POST", f"{path}/actions/{step.action.value}", json=form | {"version": version}
        )
        self._say(person.name, step.action.label, state["status"], _gist(step.fields))
        return str(state["status"])

    def _filled(self, who: str, name: str, value: Any) -> Any:
        """Days from today become a date, and the names of units their ids."""
        if name.endswith("_on"):
            return (day_of(utc_now()) + timedelta(days=value)).isoformat()
        if name.endswith("unit_id"):
            return self._unit(who, value)
        if name.endswith("unit_ids"):
            return [self._unit(who, item) for item in value]
        return value

    def _unit(self, who: str, name: str) -> str:
        units = self._call(who, "GET", "desk/units", params={"q": name})["items"]
        return str(next(unit["id"] for unit in units if unit["name"] == name))

    # what is seen afterwards

    def _show_to_resident(self, case_id: str) -> None:
        case = self._call(self.script.who, "GET", f"citizen/cases/{case_id}")
        print(
            f"\n二、{self.script.matter['contact']['name']}看到的：{case['title']}（{Status(case['status']).label}）\n"
        )
        rows = [
            (
                event["at"][11:19],
                event["data"].get("unit") or event["actor_name"],
                event["label"],
                cut(_told(event["data"]), _WORDS),
            )
            for event in reversed(case["timeline"])
        ]
        print(table(rows))

    def _show_receipt(self, receipt: Json) -> None:
        slip = {"number": receipt["number"], "check_code": receipt["check_code"]}
        found = self._call(None, "POST", "public/receipts/follow", json=slip)
        print(f"\n三、没有账号，凭受理编号 {slip['number']} 和查询码 {slip['check_code']} 看到的\n")
        print(f"{found['station_name']}：{Status(found['status']).label}，{'、'.join(found['units'])}")
        print(" → ".join(step["label"] for step in found["timeline"]))
        for reply in reversed(found["replies"]):
            print(f"答复：{reply}")

    def _show_notices(self, case_id: str) -> None:
        """The worker delivers a moment later: wait for the notice of the last rating, but not for ever."""
        deputy = next(step.who for step in self.script.steps if self._person(step.who).role == Role.DEPUTY)
        last = self.script.steps[-1].action
        wanted = sum(step.action is last for step in self.script.steps)

        def delivered() -> bool:
            told = [notice for notice in self._notices(deputy, case_id) if notice["action"] == last]
            return len(told) >= wanted

        complete = within(NOTICE_SECONDS, delivered)
        print("\n四、未读通知\n")
        for who in (self.script.who, deputy):
            labels = [Action(notice["action"]).label for notice in reversed(self._notices(who, case_id))]
            print(f"{self._person(who).name}，{len(labels)} 条：{'、'.join(labels)}")
        if not complete:
            print("\n还有通知没有送达：后台任务没有运行？")

    def _notices(self, who: str, case_id: str) -> list[Json]:
        path = f"{self._person(who).door}/notices"
        found = self._call(who, "GET", path, params={"unread": True, "limit": 100})["items"]
        return [notice for notice in found if notice["case_id"] == case_id]

    # how

    def _person(self, js_code: str) -> Person:
        """Signs in at the first use."""
        if js_code not in self.people:
            session = self._call(None, "POST", "public/sessions/wechat", json={"js_code": js_code})
            self.people[js_code] = self._introduced(session)
        return self.people[js_code]

    def _introduced(self, session: Json) -> Person:
        card, token = session["appointment"], session["access_token"]
        if card is None:
            name = f"{Role.CITIZEN.label} {self.script.matter['contact']['name']}"
            return Person(name, Role.CITIZEN, "citizen", token)
        role = Role(card["role"])
        title = card["scope_name"] if role in (Role.UNIT_HANDLER, Role.UNIT_HEAD) else role.label
        return Person(f"{title} {card['name']}", role, "desk", token)

    def _call(self, who: str | None, method: str, path: str, **request: Any) -> Json:
        headers = request.pop("headers", {})
        if who is not None:
            headers["Authorization"] = f"Bearer {self._person(who).token}"
        try:
            response = self.client.request(method, path, headers=headers, **request)
            answer: Json = {**response.json()}
        except (httpx.HTTPError, ValueError, TypeError) as error:
            line = f"演示停下：{method} {path} 没有得到可用的应答（{error}）"
            raise Refusal(line, STORY_STOPPED) from error
        if response.is_success:
            return answer
        said = " ".join(str(answer.get(name) or "") for name in ("code", "title", "detail")).rstrip()
        raise Refusal(f"演示停下：{method} {path} 返回 {response.status_code} {said}", STORY_STOPPED)

    def _say(self, who: str, what: str, status: str, words: str) -> None:
        self.lines += 1
        label = Status(status).label if status else ""
        columns = pad(who, _WHO) + pad(what, _WHAT) + pad(label, _STATUS) + cut(words, _WORDS)
        print(f"{self.lines:>2}  {columns}", flush=True)


def _gist(form: Mapping[str, Any]) -> str:
    """The first words of a form that are meant for people; keys and codes are ASCII."""
    for value in form.values():
        words = "、".join(map(str, value.values())) if isinstance(value, dict) else value
        if isinstance(words, str) and not words.isascii():
            return _rating(form) + words
    return ""


def _told(data: Mapping[str, Any]) -> str:
    """What an entry of the timeline says to the resident."""
    units = "、".join(f"{unit['name']}（{unit['part']}）" for unit in data.get("units", []))
    return units or _rating(data) + next((str(data[name]) for name in _TELLING if name in data), "")


def _rating(fields: Mapping[str, Any]) -> str:
    return f"{Satisfaction(fields['result']).label}：" if "result" in fields else ""
