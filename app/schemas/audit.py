"""Who changed what in the directory."""

from typing import Any

from pydantic import Field

from app.domain.audit import AuditAction
from app.schemas.base import Id, Out, Page, Timestamp


class AuditOut(Out):
    id: Id
    at: Timestamp
    account_id: Id | None = Field(description="谁；null 为系统")
    actor_name: str = Field(description="谁", examples=["刘岚"])
    action: AuditAction
    noun: str = Field(description="哪一类记录", examples=["station"])
    row_id: Id = Field(description="哪一条记录")
    before: dict[str, Any] | None = Field(description="之前；新增时为 null", examples=[{"name": "旧名称"}])
    after: dict[str, Any] | None = Field(description="之后；删除时为 null", examples=[{"name": "新名称"}])


class AuditPage(Page[AuditOut]):
    pass
