"""What a load balancer asks. Outside the versioned API."""

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy import text

from app.deps import HouseDep, SessionDep
from app.openapi import problems
from app.schemas.base import Out

router = APIRouter(tags=["public"])


class HealthOut(Out):
    status: str = Field(description="ok 表示正常", examples=["ok"])


@router.get("/healthz", summary="进程存活")
async def get_health() -> HealthOut:
    return HealthOut(status="ok")


@router.get(
    "/readyz",
    summary="可以接收请求（数据库与文件存储可用）",
    responses=problems("STORAGE_UNAVAILABLE"),
)
async def get_readiness(session: SessionDep, house: HouseDep) -> HealthOut:
    await session.exec(text("SELECT 1"))  # type: ignore[call-overload]
    await house.storage.ping()
    return HealthOut(status="ok")
