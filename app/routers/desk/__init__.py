"""工作台: deputies, stations, congress organs and units. What one sees and may do follows from role and scope."""

from fastapi import APIRouter

from app.deps import DeskDep
from app.domain.privacy import DESK
from app.routers.actions import add_actions
from app.routers.desk import cases, lookups
from app.routers.notices import add_notices

more = APIRouter(prefix="/desk")
add_actions(more, DESK, DeskDep, "case", "actions", *cases.GUARD, "RECUSED")
add_notices(more, DeskDep, "desk", *cases.GUARD)
routers = [cases.router, lookups.router, more]
