"""A small county in an empty database, its year, and what came of it."""

from dataclasses import replace
from datetime import date

from app.config import get_settings
from app.db import make_engine, make_sessions, unit_of_work
from app.integrations import holidays
from app.integrations.wechat import FakeWeChat
from app.presets.growing import grow
from app.presets.loader import load
from app.presets.size import Size
from app.services.seeding import Seeding
from app.simulation.outcome import Outcome, expected, recorded
from app.simulation.plan import at
from app.simulation.year import Year

SIZE = Size(stations=0, points=0, groups=0, deputies=0, units=0, cases=0)


async def run(database_url: str, cases: int, year: int, seed: int) -> tuple[Outcome, Outcome]:
    """The end figures as recorded, and as they follow from the plans. The database is migrated and empty."""
    engine = make_engine(get_settings().model_copy(update={"database_url": database_url}))
    sessions, first = make_sessions(engine), at(date(year, 1, 1), 0)
    grown = grow(load(), SIZE)
    preset = replace(grown, county=grown.county.model_copy(update={"cases": []}))
    openids = {js_code: (await FakeWeChat().exchange(js_code)).openid for js_code in preset.county.js_codes}
    try:
        async with unit_of_work(sessions) as session:
            await Seeding(preset, openids, SIZE, holidays.years()).write(session, first)
        played = Year(sessions, preset, year, cases, seed)
        await played.play()
        async with unit_of_work(sessions) as session:
            return await recorded(session, first), expected(story.plan for story in played.stories)
    finally:
        await engine.dispose()
