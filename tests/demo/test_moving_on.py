"""The county through the front door: people see what is theirs, and every matter can take its next legal step."""

from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import driver_url, unit_of_work
from app.deps import House
from app.domain.vocabulary import Action as A
from app.domain.vocabulary import AssignmentStatus as H
from app.domain.vocabulary import Kind, OfficeKind, Part, Role, Route, StationTier, Status
from app.models import Appointment, Assignment, Case, CaseEvent, Office, Station, Unit
from app.security.access import visible_cases
from app.security.actors import Actor, citizen
from app.security.tokens import Claims, issue_access
from app.services import people
from tests.conftest import Clock
from tests.world import START

Move = tuple[Role, A, dict[str, Any]]

NEXT: dict[Status, tuple[Move, ...]] = {
    Status.DRAFT: ((Role.DEPUTY, A.SUBMIT, {}),),
    Status.SUBMITTED: ((Role.LIAISON, A.REGISTER, {}), (Role.COUNTY_OFFICE, A.REGISTER, {})),
    Status.REGISTERED: (
        (Role.STATION_HEAD, A.SHORTLIST, {"decided_by": "站务会"}),
        (Role.COUNTY_OFFICE, A.SHORTLIST, {"decided_by": "代表工委"}),
    ),
    Status.PENDING_DISPATCH: (
        (Role.DEPUTY, A.CLAIM, {}),
        (Role.COUNTY_OFFICE, A.DISPATCH, {}),
        (Role.STATION_HEAD, A.URGE, {"text": "请抓紧"}),
    ),
    Status.DISPATCHED: (
        (Role.UNIT_HANDLER, A.ACCEPT, {"owners": {"chief": "甲", "leader": "乙", "handler": "丙"}}),
    ),
    Status.RETURN_REVIEW: tuple(
        (role, A.DECIDE_RETURN, {"reason": "仍请办理", "upheld": False})
        for role in (Role.TOWN_OFFICE, Role.COMMITTEE, Role.COUNTY_OFFICE)
    ),
    Status.HANDLING: (
        (Role.UNIT_HANDLER, A.PROGRESS, {"text": "正在施工"}),
        (Role.STATION_HEAD, A.COMPLETE, {"public_text": "已办成"}),
    ),
    Status.EXTERNAL: ((Role.STATION_HEAD, A.EXTERNAL_RETURN, {"reason": "平台退回"}),),
    Status.REPLY_REVIEW: (
        (Role.UNIT_HEAD, A.SIGN_REPLY, {"signer": "甲", "missing_opinions_reason": "无需协办"}),
    ),
    Status.REPLIED: (
        (Role.CITIZEN, A.EVALUATE, {"result": "satisfied", "attitude": "satisfied"}),
        (Role.TOWN_OFFICE, A.REDO, {"reason": "重新办理"}),
        (Role.STATION_HEAD, A.FEEDBACK, {"method": "phone", "told_on": "2026-11-20", "text": "已告知"}),
    ),
    Status.EXPERT_REVIEW: ((Role.COUNTY_OFFICE, A.CONCLUDE_REVIEW, {"finding": "已会商", "redo": True}),),
    Status.TRACKING: ((Role.TOWN_OFFICE, A.STRIKE_OFF, {"proof": "现场已查", "checker": "甲"}),),
    Status.CLOSED: ((Role.TOWN_OFFICE, A.REOPEN, {"reason": "问题反弹"}),),
    Status.REFUSED: ((Role.STATION_HEAD, A.REDACT, {"reason": "含隐私", "redacted_text": "（已隐去）"}),),
    Status.WITHDRAWN: ((Role.STATION_HEAD, A.REDACT, {"reason": "含隐私", "redacted_text": "（已隐去）"}),),
    Status.MERGED: ((Role.STATION_HEAD, A.REDACT, {"reason": "含隐私", "redacted_text": "（已隐去）"}),),
    Status.CONVERTED: ((Role.STATION_HEAD, A.REDACT, {"reason": "含隐私", "redacted_text": "（已隐去）"}),),
}
SAMPLE = 2


@dataclass
class Town:
    """The county over HTTP, as anybody of it; what is done is rolled back."""

    http: httpx.AsyncClient
    house: House

    def headers(self, claims: Claims) -> dict[str, str]:
        token = issue_access(self.house.settings, claims, self.house.clock())
        return {"Authorization": f"Bearer {token}"}

    async def get(self, claims: Claims, path: str, **params: Any) -> Any:
        door = "desk" if claims.appointment_id else "citizen"
        response = await self.http.get(f"/api/v1/{door}/{path}", params=params, headers=self.headers(claims))
        assert response.status_code == 200, (path, response.text)
        return response.json()

    async def act(self, claims: Claims, case_id: UUID, action: A, form: dict[str, Any]) -> Any:
        door = "desk" if claims.appointment_id else "citizen"
        path = f"/api/v1/{door}/cases/{case_id}/actions/{action.value}"
        headers = self.headers(claims) | {"Idempotency-Key": f"next-{case_id}"}
        response = await self.http.post(path, json=form, headers=headers)
        assert response.status_code == 200, (path, response.text)
        return response.json()


@pytest.fixture
async def engine(seeded: str) -> AsyncIterator[Any]:
    """The demo county instead of the world."""
    engine = create_async_engine(driver_url(seeded))
    yield engine
    await engine.dispose()


@pytest.fixture
async def town(app: FastAPI, house: House, clock: Clock) -> AsyncIterator[Town]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield Town(http, house)


class Roll:
    """Who could act on a case in each role."""

    def __init__(
        self, appointments: list[Appointment], stations: list[Station], offices: list[Office]
    ) -> None:
        self.held: dict[tuple[Role, UUID | None], list[Appointment]] = defaultdict(list)
        for item in appointments:
            scope = item.deputy_id or item.station_id or item.office_id or item.unit_id
            self.held[item.role, scope].append(item)
        self.tops = {item.id: item.parent_id or item.id for item in stations}
        self.offices = {
            office.area_code: office.id for office in offices if office.kind is OfficeKind.TOWN_OFFICE
        }
        self.county = next(office.id for office in offices if office.kind is OfficeKind.COUNTY_OFFICE)

    def claims(self, role: Role, case: Case, assignments: list[Assignment]) -> list[Claims]:
        if role is Role.CITIZEN:
            return [Claims(case.submitter_id, None)] if case.submitter_id else []
        scopes: dict[Role, list[UUID | None]] = {
            Role.DEPUTY: [case.deputy_id],
            Role.TOWN_OFFICE: [self.offices[case.area_code[:9]]],
            Role.COUNTY_OFFICE: [self.county],
            Role.COMMITTEE: [share.office_id for share in assignments],
            Role.UNIT_HANDLER: [share.unit_id for share in assignments if share.part is not Part.CO],
        }
        scopes[Role.UNIT_HEAD] = scopes[Role.UNIT_HANDLER]
        station: list[UUID | None] = [self.tops[case.station_id]]
        found = [item for scope in scopes.get(role, station) for item in self.held[role, scope]]
        return [Claims(item.account_id, item.id) for item in found if item.account_id]


async def roll(session: AsyncSession) -> Roll:
    listed = [list(await session.exec(select(table))) for table in (Appointment, Station, Office)]
    appointments, stations, offices = listed
    return Roll(appointments, stations, offices)  # type: ignore[arg-type]


async def shares_of(session: AsyncSession, case: Case) -> list[Assignment]:
    query = select(Assignment).where(Assignment.case_id == case.id).order_by(col(Assignment.id).desc())
    return list(await session.exec(query))


@pytest.mark.parametrize("status", Status)
async def test_a_matter_in_every_status_takes_its_next_step(town: Town, status: Status) -> None:
    async with unit_of_work(town.house.sessions) as session:
        people_of = await roll(session)
        cases = list(await session.exec(select(Case).where(Case.status == status).order_by(col(Case.id))))
        units = {unit.id: unit for unit in await session.exec(select(Unit))}
        shares = {case.id: await shares_of(session, case) for case in cases[:SAMPLE]}
    assert cases
    for case in cases[:SAMPLE]:
        offered = []
        for role, action, form in NEXT[status]:
            for claims in people_of.claims(role, case, shares[case.id]):
                seen = await town.get(claims, f"cases/{case.id}")
                assert (seen["status"], seen["version"]) == (case.status, case.version)
                assert seen["timeline"] and seen["title"] == case.title
                allowed = [item["action"] for item in seen["allowed_actions"]]
                if action in allowed:
                    offered.append((claims, action, form))
        assert offered, (case.title, case.kind)
        claims, action, form = offered[0]
        if action is A.DISPATCH:
            unit = next(unit for unit in units.values() if unit.route is Route.GOVERNMENT)
            form = form | {"route": unit.route, "main_unit_id": str(unit.id)}
        after = await town.act(claims, case.id, action, form | {"version": case.version})
        assert after["version"] == case.version + 1


async def test_whoever_acted_still_sees_what_he_acted_on(town: Town) -> None:
    """Except a helper who gave a wish back."""
    async with unit_of_work(town.house.sessions) as session:
        acted: dict[Claims, set[UUID]] = defaultdict(set)
        gave_back = select(CaseEvent.case_id).where(CaseEvent.action == A.GIVE_BACK)
        given_back = set(await session.exec(gave_back))
        for event in await session.exec(select(CaseEvent).where(col(CaseEvent.account_id).is_not(None))):
            if event.account_id and event.case_id not in given_back:
                acted[Claims(event.account_id, event.appointment_id)].add(event.case_id)
        assert len(acted) > 100
        for claims, cases in acted.items():
            actor: Actor | None = citizen(claims.account_id)
            if claims.appointment_id is not None:
                actor = await people.find_actor(session, claims, START)
            assert actor is not None
            query = select(Case).where(visible_cases(actor), col(Case.id).in_(cases))
            unseen = cases - {case.id for case in await session.exec(query)}
            kinds = set(await session.exec(select(Case.kind).where(col(Case.id).in_(unseen))))
            assert not unseen, (actor.role, actor.name, kinds)


async def test_inboxes_are_full_and_newest_first(town: Town) -> None:
    async with unit_of_work(town.house.sessions) as session:
        held = list(await session.exec(select(Appointment).order_by(col(Appointment.id).desc())))
        tops = select(Station.id).where(Station.tier == StationTier.STATION)
        stations = set(await session.exec(tops))
        names = {case.id: case for case in await session.exec(select(Case))}
    of_role: dict[Role, list[Appointment]] = defaultdict(list)
    for item in held:
        of_role[item.role].append(item)
    assert len(stations) == 19
    for role in (Role.LIAISON, Role.STATION_HEAD, Role.TOWN_OFFICE, Role.COUNTY_OFFICE, Role.COMMITTEE):
        totals = []
        for item in of_role[role][:4]:
            assert item.account_id is not None
            claims = Claims(item.account_id, item.id)
            page = await town.get(claims, "cases", limit=50, with_total=True)
            times = [names[UUID(row["id"])].created_at for row in page["items"]]
            assert times == sorted(times, reverse=True)
            counters = await town.get(claims, "cases/counters")
            assert sum(tab["count"] for tab in counters["tabs"]) == page["total"]
            totals.append(page["total"])
        assert max(totals) > 10, role
    handled = [
        Claims(item.account_id, item.id) for item in of_role[Role.UNIT_HANDLER] if item.account_id is not None
    ]
    pages = [await town.get(claims, "cases", limit=1) for claims in handled[:20]]
    assert sum(bool(page["items"]) for page in pages) > 10


async def test_a_resident_has_his_own_and_open_wishes_are_there_to_be_claimed(town: Town) -> None:
    async with unit_of_work(town.house.sessions) as session:
        query = select(Case).where(col(Case.submitter_id).is_not(None), Case.kind == Kind.APPEAL)
        case = (await session.exec(query.limit(1))).one()
        share = select(Assignment).where(Assignment.status == H.HANDLING)
        assert (await session.exec(share.limit(1))).first() is not None
    assert case.submitter_id is not None
    own = await town.get(Claims(case.submitter_id, None), "cases")
    assert str(case.id) in [item["id"] for item in own["items"]]
    assert (await town.get(Claims(case.submitter_id, None), "wishes"))["items"]
