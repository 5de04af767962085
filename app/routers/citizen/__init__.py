"""Doors for anybody signed in, acting as a resident or for a firm."""

from fastapi import APIRouter

from app.deps import CitizenDep
from app.domain.vocabulary import Role
from app.routers.actions import add_actions
from app.routers.citizen import account, cases, pressure, similar, uploads
from app.routers.notices import add_notices

more = APIRouter(prefix="/citizen")
add_actions(more, [Role.CITIZEN], CitizenDep, "my_case", "mycases")
add_notices(more, CitizenDep, "my")
routers = [account.router, uploads.router, cases.router, similar.router, pressure.router, more]
