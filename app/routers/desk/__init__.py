"""工作台: deputies, stations, congress organs and units. What one sees and may do follows from role and scope."""

from fastapi import APIRouter

from app.deps import DeskDep
from app.domain.privacy import DESK
from app.routers.actions import add_actions
from app.routers.desk import (
    accountability,
    alerts,
    batches,
    calendar,
    cases,
    clocks,
    context,
    events,
    figures,
    filters,
    groups,
    inquiries,
    links,
    lookups,
    pools,
    presets,
    promises,
    shortlists,
    supervision,
    topics,
    work_links,
)
from app.routers.notices import add_notices

more = APIRouter(prefix="/desk")
add_actions(more, DESK, DeskDep, "case", "actions", *cases.GUARD, "RECUSED")
add_notices(more, DeskDep, "desk", *cases.GUARD)
routers = [
    cases.router,
    clocks.router,
    context.router,
    figures.router,
    lookups.router,
    batches.router,
    shortlists.router,
    work_links.router,
    filters.router,
    pools.router,
    presets.router,
    calendar.router,
    groups.router,
    links.router,
    events.router,
    inquiries.router,
    promises.router,
    accountability.router,
    supervision.router,
    supervision.rules,
    topics.router,
    alerts.router,
    more,
]
