"""Notices and their unread count."""

from pydantic import Field

from app.domain.vocabulary import Action
from app.schemas.base import Id, In, Out, Page, Timestamp


class NoticeOut(Out):
    """About a case, with what was done to it; or, for administrators, about a routing rule that went off."""

    id: Id
    case_id: Id | None = Field(description="哪一个事项；与事项无关的为 null")
    action: Action | None = Field(description="对事项做了什么；与事项无关的为 null", examples=["sign_reply"])
    rule_id: Id | None = Field(description="哪一条分流规则；与规则无关的为 null", examples=[None])
    followed: bool = Field(
        description="是否关于您表示“我也遇到”的事项；这样的事项在 /citizen/followed 里看", examples=[False]
    )
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
