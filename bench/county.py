"""A county to measure in, made by the database itself: the same shape at any number of cases."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.config import get_settings
from app.db import make_engine, make_sessions, unit_of_work
from app.domain import tokens
from app.domain import vocabulary as v
from app.integrations import holidays
from app.models import (
    Account,
    Appointment,
    Area,
    Category,
    Code,
    Congress,
    County,
    Deputy,
    Mandate,
    Office,
    Station,
    Term,
    Unit,
)
from app.models.base import new_id
from app.security.tokens import Claims, issue_access
from app.services import seeding_time

COUNTY = "411122"
STATIONS, UNITS, DEPUTIES, MEDIATORS = 24, 59, 96, 32
RESIDENTS = 4000
"""So many that none of them meets a rate limit."""


@dataclass
class Known:
    """What the measuring needs to know: tokens of people by what they do, codes, a case's ids."""

    residents: list[str]
    staff: dict[str, str]
    codes: list[str]
    mediators: list[str]


async def make(cases: int, *, all_open: bool = False) -> Known:
    """The directory, the people, and so many cases over three years, nine in ten of them closed; or none of them."""
    engine = make_engine(get_settings())
    sessions = make_sessions(engine)
    async with unit_of_work(sessions) as session:
        known = await _directory(session)
        await seeding_time.lay_down(session, COUNTY, holidays.years(), datetime.now(UTC))
    async with engine.connect() as connection:
        plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
        indexes = (await plain.exec_driver_sql(_INDEXES)).all()
        for statement in (
            "SET statement_timeout = 0",
            "SET session_replication_role = replica",  # what is made here refers to what is there
            "SET maintenance_work_mem = '256MB'",
            _UUID7,
            *(f'DROP INDEX "{index.indexname}"' for index in indexes),
            *_many(cases, "'handling'" if all_open else _STATUS),
            *(index.indexdef for index in indexes),
            "ANALYZE",
        ):
            await plain.exec_driver_sql(statement)
    await engine.dispose()
    return known


async def _directory(session: AsyncSession) -> Known:
    async def add(*rows: object) -> None:
        session.add_all(rows)
        await session.flush()

    towns = [f"{COUNTY}1{number:02}" for number in range(STATIONS)]
    await add(County(code=COUNTY, name="临颍县"))
    await add(*(Area(county_code=COUNTY, code=code, name=f"第{code[-2:]}镇") for code in (COUNTY, *towns)))
    congress = Congress(county_code=COUNTY, area_code=COUNTY, level=v.CongressLevel.COUNTY, name="临颍县人大")
    await add(congress)
    term = Term(county_code=COUNTY, congress_id=congress.id, name="第十六届", starts_on=date(2022, 1, 1))
    await add(term)
    kind, tier = v.StationKind.TOWN, v.StationTier.STATION
    stations = [
        Station(county_code=COUNTY, name=f"第{n}站", tier=tier, kind=kind, area_code=code)
        for n, code in enumerate(towns)
    ]
    county = Office(county_code=COUNTY, kind=v.OfficeKind.COUNTY_OFFICE, name="代表工委", area_code=COUNTY)
    town = Office(county_code=COUNTY, kind=v.OfficeKind.TOWN_OFFICE, name="主席团", area_code=towns[0])
    units = [
        Unit(
            county_code=COUNTY,
            name=f"第{n}局",
            route=v.Route.GOVERNMENT,
            area_code=towns[0] if n == 0 else COUNTY,
        )
        for n in range(UNITS)
    ]
    categories = [Category(county_code=COUNTY, code=f"kind{n}", name=f"第{n}类") for n in range(40)]
    await add(*stations, county, town, *units, *categories)
    deputies = [
        Deputy(
            county_code=COUNTY,
            name=f"代表{n}",
            station_id=stations[n % STATIONS].id,
            area_code=towns[n % STATIONS],
            reception="每周三上午",
        )
        for n in range(DEPUTIES)
    ]
    await add(*deputies)
    first = date(2022, 1, 1)
    await add(
        *(
            Mandate(county_code=COUNTY, deputy_id=item.id, term_id=term.id, starts_on=first)
            for item in deputies
        )
    )
    now = datetime.now(UTC)
    codes = [
        Code(
            county_code=COUNTY,
            token=tokens.new_token(),
            target=v.CodeTarget.DEPUTY,
            deputy_id=deputy.id,
            issued_at=now,
        )
        for deputy in deputies
    ]
    residents = [Account(id=new_id(), openid=f"bench-{number}") for number in range(RESIDENTS)]
    await add(*codes, *residents)
    unit = min(units, key=lambda each: each.id)
    home = min(stations, key=lambda each: each.id)
    posts: dict[str, tuple[v.Role, dict[str, UUID]]] = {
        "station": (v.Role.STATION_HEAD, {"station_id": home.id}),
        "town": (v.Role.TOWN_OFFICE, {"office_id": town.id}),
        "county": (v.Role.COUNTY_OFFICE, {"office_id": county.id}),
        "unit": (v.Role.UNIT_HANDLER, {"unit_id": unit.id}),
        "head": (v.Role.UNIT_HEAD, {"unit_id": unit.id}),
    }
    staff = {name: await _appoint(session, name, *post) for name, post in posts.items()}
    mediator = (v.Role.MEDIATOR, {"station_id": home.id})
    mediators = [await _appoint(session, f"mediator-{number}", *mediator) for number in range(MEDIATORS)]
    tokens_of = [_token(person.id, None) for person in residents]
    return Known(tokens_of, staff, [code.token for code in codes], mediators)


async def _appoint(session: AsyncSession, name: str, role: v.Role, scope: dict[str, Any]) -> str:
    account = Account(id=new_id(), openid=f"bench-{name}")
    session.add(account)
    await session.flush()
    appointment = Appointment(county_code=COUNTY, account_id=account.id, role=role, name=name, **scope)
    session.add(appointment)
    await session.flush()
    return _token(account.id, appointment.id)


def _token(account_id: UUID, appointment_id: UUID | None) -> str:
    return issue_access(get_settings(), Claims(account_id, appointment_id), datetime.now(UTC))


_INDEXES = """
SELECT indexname, indexdef FROM pg_indexes
WHERE tablename IN ('case', 'assignment', 'case_clock') AND indexdef NOT LIKE 'CREATE UNIQUE%'
"""
"""Made again when the rows are there: many times faster than keeping them up."""

_UUID7 = """
CREATE OR REPLACE FUNCTION bench_uuid7(at timestamptz) RETURNS uuid LANGUAGE sql VOLATILE RETURN (
    lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7'
    || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid
"""

_PLACES = "老街东口 学校门前 桥头 集市 卫生院旁 村委会后 广场南侧 河堤 车站 小区北门 菜市场 文化站 敬老院 水塔下 粮库"
_THINGS = (
    "路灯 下水道 井盖 垃圾箱 自来水 电线杆 健身器材 公交站牌 护栏 排水沟 路面 行道树 公厕 信号灯 监控 供暖 燃气 宽带 "
    "村道 机井"
)
_TROUBLES = (
    "不亮了 堵了半月 坏了没人修 被压坏 经常停 太暗 有异味 掉了漆 松动 积水 漏水 裂了缝 歪倒 挡住路 噪声大"
)
_RARE = "马蜂窝 塌方 流浪狗 危房 溺水 高压线 甲醛 地陷 野猪 火情"
"""In one matter of a thousand each or so."""

_STATUS = """
CASE WHEN n % 10 <> 0 AND n < total - 2000 THEN 'closed'
     ELSE (ARRAY['submitted', 'registered', 'registered', 'pending_dispatch', 'dispatched', 'handling', 'handling',
                 'replied', 'closed', 'tracking', 'closed', 'closed'])[1 + (n / 10) % 12] END
"""


_CLOCKS = """
INSERT INTO case_clock (id, county_code, case_id, assignment_id, name, round, rule_id, started_at, due_at, provisional,
    stopped_at, lines, line_at, crossed)
SELECT bench_uuid7(created_at), county_code, case_id, share.id, 'reply', 1, rule.id, created_at,
    created_at + interval '11 days', false, CASE status WHEN 'replied' THEN created_at + interval '5 days' END,
    ARRAY['remind', 'yellow', 'red', 'deputy_director', 'director'],
    ARRAY[created_at + interval '6 days', created_at + interval '9 days', created_at + interval '11 days',
          created_at + interval '18 days', created_at + interval '25 days'], 0
FROM assignment AS share, (SELECT id FROM clock_rule WHERE clock = 'reply' AND kind IS NULL AND profile = '') AS rule
"""


def _many(cases: int, status: str) -> list[str]:
    """Cases, hand-overs and clocks."""

    def words(listed: str) -> str:
        return "ARRAY[" + ", ".join(f"'{word}'" for word in listed.split()) + "]"

    made = f"""
    WITH numbers AS (
        SELECT n, {cases} AS total, now() - interval '1100 days' + interval '1099 days' * (n::float / {cases}) AS at,
               (SELECT array_agg(id ORDER BY id) FROM station) AS stations,
               (SELECT array_agg(area_code ORDER BY id) FROM station) AS areas,
               (SELECT array_agg(id ORDER BY id) FROM deputy) AS deputies,
               {words(_PLACES)} AS places, {words(_THINGS)} AS things, {words(_TROUBLES)} AS troubles,
               {words(_RARE)} AS rare
        FROM generate_series(0, {cases} - 1) AS n
    )
    INSERT INTO "case" (id, county_code, number, check_code, kind, channel, status, round, version, title, text,
        category_code, area_code, place, preset, station_id, deputy_id, anonymous, contact_name, contact_phone,
        firm_name, visibility, level, sealed, external_number, parties, double_evaluation, talk_required, in_session,
        me_too, redo_asked, needs_check, returns, colour, time_colour, key, published, route_reason, created_at,
        updated_at)
    SELECT bench_uuid7(at), '{COUNTY}', '{COUNTY}-' || to_char(at, 'YYMMDD') || '-' || lpad(to_hex(n), 6, '0'),
        'ABCDEF', 'appeal', 'scan', {status}, 1, 5,
        places[1 + n % 15] || things[1 + (n / 7) % 20] || troubles[1 + (n / 3) % 15],
        '请帮助解决：' || places[1 + n % 15] || '的' || things[1 + (n / 7) % 20] || troubles[1 + (n / 3) % 15]
            || CASE WHEN n % 97 = 0 THEN '，附近还有' || rare[1 + (n / 97) % 10] ELSE '' END
            || '，已经影响大家出行，晚上老人孩子不方便，编号' || n,
        'kind' || n % 40, areas[1 + n % {STATIONS}], places[1 + n % 15], '', stations[1 + n % {STATIONS}],
        deputies[1 + n % {DEPUTIES}], true, '', '', '', 'units', 'town', false, '', '{{}}', false, false, false,
        0, false, false, 0, CASE WHEN n % 50 = 0 THEN 'yellow' ELSE 'green' END, 'green', false, false, '', at, at
    FROM numbers
    """
    shares = """
    INSERT INTO assignment (id, county_code, case_id, round, unit_id, part, route, status, task, clock, profile,
        unsigned, owners, communicated, return_final, opinion, created_at)
    SELECT bench_uuid7(created_at), county_code, id, 1,
        units[1 + (hashtext(id::text) & 1023) % array_length(units, 1)], 'main', 'government',
        CASE status WHEN 'dispatched' THEN 'dispatched' WHEN 'handling' THEN 'handling' ELSE 'replied' END,
        '', 'reply', '', false, '{}', false, false, '', created_at
    FROM "case", (SELECT array_agg(id ORDER BY id) AS units FROM unit) AS all_units
    WHERE status NOT IN ('submitted', 'registered', 'pending_dispatch')
    """
    disputes = f"""
    UPDATE "case" SET kind = 'dispute', status = 'pending_dispatch', version = 1 WHERE id IN (
        SELECT id FROM "case" WHERE status = 'closed' AND station_id = (SELECT min(id::text)::uuid FROM station)
        ORDER BY id DESC LIMIT {MEDIATORS + 1})
    """
    return [made, disputes, shares, _CLOCKS]
