"""Doors of the administrator: the directory of his county, its codes, and who changed what."""

from fastapi import APIRouter

from app.routers.admin import codes, directory

router = APIRouter(prefix="/admin")
for part in (directory, codes):
    router.include_router(part.router)
