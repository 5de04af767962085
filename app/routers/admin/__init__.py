"""Doors of the administrator: the directory of his county, its codes, and who changed what."""

from fastapi import APIRouter

from app.deps import AdminDep
from app.routers.admin import (
    calendar,
    calendar_sheets,
    clock_rules,
    codes,
    directory,
    groups,
    imports,
    line_rules,
    links,
    routing,
    terms,
)
from app.routers.admin.doors import READ
from app.routers.notices import add_notices

more = APIRouter(prefix="/admin")
add_notices(more, AdminDep, "admin", *READ)
routers = [
    directory.router,
    terms.router,
    codes.router,
    routing.router,
    groups.router,
    links.router,
    imports.router,
    calendar.router,
    calendar_sheets.router,
    clock_rules.router,
    line_rules.router,
    more,
]
