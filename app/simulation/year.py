"""Plays a year: people act when their plan says so, and between them the worker does what it does every minute."""

import heapq
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import SessionFactory, unit_of_work
from app.domain.vocabulary import Action, Role
from app.integrations.wechat import FakeWeChat
from app.jobs import handlers
from app.models import Account, Appointment, Case, Code, Unit
from app.presets.loader import Preset
from app.schemas.actions import FORMS
from app.schemas.intake import Contact, SubmitForm
from app.security.actors import Actor, citizen
from app.security.tokens import Claims
from app.services import intake, people, transitions
from app.services.actions import EFFECTS
from app.services.memory import MEMORY, Memory
from app.services.reckoning import reckoner
from app.services.repeats import Once
from app.simulation.plan import Plan, after, at, plans

SWEEPS = (timedelta(hours=0, minutes=5), timedelta(hours=12), timedelta(hours=18, minutes=30))
"""When on each day the worker is given a turn; every minute would change nothing but the moment of noticing."""
_PEOPLE = {
    Role.LIAISON: "demo-liaison",
    Role.STATION_HEAD: "demo-station-head",
    Role.TOWN_OFFICE: "demo-town-office",
    Role.UNIT_HANDLER: "demo-unit-handler",
    Role.UNIT_HEAD: "demo-unit-head",
}
_OWNERS = {"chief": "主要负责人", "leader": "分管负责人", "handler": "经办人"}
_ROOM = timedelta(days=75)
"""From the last matter handed in until everything has ended."""


@dataclass
class Story:
    """One matter on its way through the year."""

    plan: Plan
    case_id: UUID | None = None
    version: int = 0


Step = Callable[[AsyncSession, Story, datetime], Awaitable[None]]


@dataclass
class Year:
    """The people of one town, the matters of one year, and what is still to come of each."""

    sessions: SessionFactory
    preset: Preset
    year: int
    cases: int
    seed: int
    memory: Memory = field(default_factory=Memory)
    people: dict[Role, Actor] = field(default_factory=dict)
    residents: list[Actor] = field(default_factory=list)
    stories: list[Story] = field(default_factory=list)

    async def play(self) -> None:
        """From the first day to the last."""
        self.memory.live = True
        await self._meet()
        agenda: list[tuple[datetime, int, Story | None, Step | None]] = []
        order = count()
        for plan in plans(self.year, self.cases, self.seed):
            story = Story(plan)
            self.stories.append(story)
            agenda += [(moment, next(order), story, step) for moment, step in self._course(plan)]
        first, last = agenda[0][0], max(moment for moment, *_ in agenda) + _ROOM
        agenda += [(moment, next(order), None, None) for moment in _turns(first, last)]
        heapq.heapify(agenda)
        while agenda:
            moment, _, acted_on, does = heapq.heappop(agenda)
            if acted_on is None or does is None:
                await handlers.lapse(self.sessions, moment)
                await handlers.sweep(self.sessions, moment)
                continue
            async with unit_of_work(self.sessions) as session:
                session.info[MEMORY] = self.memory
                await does(session, acted_on, moment)

    async def _meet(self) -> None:
        """Who acts in the town, and how it counts its days."""
        async with unit_of_work(self.sessions) as session:
            session.info[MEMORY] = self.memory
            now = at(date(self.year, 1, 5), 8)
            for role, js_code in _PEOPLE.items():
                openid = (await FakeWeChat().exchange(js_code)).openid
                query = select(Account.id, Appointment.id).join(Appointment).where(Account.openid == openid)
                account_id, appointment_id = (await session.exec(query.where(Appointment.role == role))).one()
                self.people[role] = await people.load_actor(session, Claims(account_id, appointment_id), now)
            for resident in self.preset.county.residents:
                openid = (await FakeWeChat().exchange(resident.js_code)).openid
                account = (await session.exec(select(Account.id).where(Account.openid == openid))).one()
                self.residents.append(citizen(account))
            self.calendar = (await reckoner(session, self.preset.county.county.code)).timetable.calendar
            station_id = self.people[Role.LIAISON].station_ids[0]
            self.code = (await session.exec(select(Code.token).where(Code.station_id == station_id))).first()
            unit = await session.get_one(Unit, self.people[Role.UNIT_HANDLER].unit_id)
            self.hand_over = {"route": unit.route, "main_unit_id": unit.id}

    def _course(self, plan: Plan) -> Iterator[tuple[datetime, Step]]:
        """When each step is taken."""
        calendar = self.calendar
        yield plan.submitted_at, self._submit
        day = after(calendar, plan.submitted_at.date(), plan.sorted_after)
        yield (
            at(day, 9),
            self._does(Role.LIAISON, Action.SCREEN, category_code="lighting.street_lamp", note="属实"),
        )
        yield at(day, 9, 30), self._does(Role.STATION_HEAD, Action.SHORTLIST, decided_by="站务会")
        yield at(day, 10), self._does(Role.TOWN_OFFICE, Action.DISPATCH, **self.hand_over)
        if plan.signs:
            yield at(day, 15), self._does(Role.UNIT_HANDLER, Action.ACCEPT, owners=_OWNERS)
        if plan.quality is not None:
            flagged = after(calendar, day, 2)
            yield (
                at(flagged, 9),
                self._does(Role.TOWN_OFFICE, Action.FLAG_QUALITY, quality=plan.quality, reason="现场察看"),
            )
        if plan.pause:
            until = after(calendar, day, 1 + plan.pause)
            why = {"reason": "等待电力部门配合", "review_on": until}
            yield at(after(calendar, day, 1), 16), self._does(Role.TOWN_OFFICE, Action.SUSPEND, **why)
            yield at(until, 16), self._does(Role.TOWN_OFFICE, Action.RESUME, reason="已具备条件")
        if plan.extension:
            until = after(calendar, day, plan.allowed)
            asked = after(calendar, day, 3)
            fields = {"until": until, "reason": "灯具需要定制"}
            yield at(asked, 9), self._does(Role.UNIT_HANDLER, Action.REQUEST_EXTENSION, **fields)
            granted = {"granted": True, "reason": "属实"}
            yield at(asked, 15), self._does(Role.TOWN_OFFICE, Action.DECIDE_EXTENSION, **granted)
        answered = after(calendar, day, plan.answered_after)
        reply = {"reply_class": "resolved", "public_text": "路灯已修好。"}
        yield at(answered, 9, 50), self._does(Role.UNIT_HANDLER, Action.DRAFT_REPLY, **reply)
        yield at(answered, 10), self._does(Role.UNIT_HEAD, Action.SIGN_REPLY, signer="主要负责人")
        told = {"method": "phone", "told_on": answered, "text": "已电话告知"}
        yield at(answered, 16), self._does(Role.LIAISON, Action.FEEDBACK, **told)
        if plan.rating is not None:
            rating = {"result": plan.rating, "attitude": plan.rating}
            yield at(answered + timedelta(days=1), 20), self._does(Role.CITIZEN, Action.EVALUATE, **rating)

    async def _submit(self, session: AsyncSession, story: Story, now: datetime) -> None:
        form = SubmitForm(
            code=self.code,
            title="路灯不亮",
            text="门口的路灯不亮了，请安排维修。",
            contact=Contact(name="居民", phone="19900000009"),
            visibility="units",
        )
        resident = self._resident(story)
        once = Once(session, "simulation", None, b"", now)
        receipt = await intake.submit(session, self.memory, resident, form, once)
        story.case_id, story.version = receipt.id, receipt.version

    def _resident(self, story: Story) -> Actor:
        return self.residents[self.stories.index(story) % len(self.residents)]

    def _does(self, role: Role, action: Action, **fields: Any) -> Step:
        async def step(session: AsyncSession, story: Story, now: datetime) -> None:
            if story.case_id is None:
                raise LookupError("acted on before it was handed in")
            actor = self._resident(story) if role is Role.CITIZEN else self.people[role]
            version = (await session.exec(select(Case.version).where(Case.id == story.case_id))).one()
            form = FORMS[action](version=version, **fields)
            await transitions.act(session, EFFECTS[action], actor, story.case_id, action, form, now)

        return step


def _turns(first: datetime, last: datetime) -> Iterator[datetime]:
    day = first.replace(hour=0, minute=0, second=0, microsecond=0)
    while day <= last:
        yield from (day + turn for turn in SWEEPS)
        day += timedelta(days=1)
