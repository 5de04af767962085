"""Doors for anybody signed in, acting as a resident or for a firm."""

from fastapi import APIRouter

from app.deps import CitizenDep
from app.routers.citizen import account, cases, uploads
from app.routers.notices import add_notices

router = APIRouter()
for part in (account, uploads, cases):
    router.include_router(part.router)
notices = APIRouter(prefix="/citizen")
add_notices(notices, CitizenDep, "my")
router.include_router(notices)
