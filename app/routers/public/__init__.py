"""Doors without a guard: what anybody may ask."""

from fastapi import APIRouter

from app.routers.public import codes, files, receipts, sessions, stations

router = APIRouter()
for part in (sessions, codes, stations, receipts, files):
    router.include_router(part.router)
