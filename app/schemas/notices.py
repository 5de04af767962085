"""Notices and their unread count."""

from pydantic import Field

from app.domain.vocabulary import Action
from app.schemas.base import Id, In, Out, Page, Timestamp


class NoticeOut(Out):
    id: Id
    case_id: Id
    action: Action
    title: str = Field(description="标题", examples=["签发答复：老街东口路灯不亮"])
    text: str = Field(
        description="正文",
        examples=["村镇建设发展中心已“签发答复”，事项 411122-261120-7K3M9X 当前：已答复（待评价）"],
    )
    created_at: Timestamp
    read_at: Timestamp | None = Field(description="阅读时间；未读为 null", examples=[None])


class NoticePage(Page[NoticeOut]):
    pass


class UnreadOut(Out):
    unread: int = Field(description="未读条数", examples=[3])


class ReadForm(In):
    notice_ids: list[Id] | None = Field(
        default=None,
        max_length=200,
        description="要标为已读的通知；不填或为 null 则全部标为已读，空数组则一条也不标",
        examples=[["0198c5a0-7c1e-7d2b-9a51-3f6e2b7c4d10"]],
    )
