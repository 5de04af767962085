"""Work links: what the desk is given, what somebody without an account sees, and what he answers."""

from typing import Annotated

from pydantic import Field

from app.domain.vocabulary import WorkLinkState, WorkOutcome
from app.schemas.actions.base import UploadIds
from app.schemas.base import Id, In, Out, Page, Text, Timestamp
from app.schemas.cases import AttachmentOut, CaseState, Number

SAMPLE_WORK_LINK = "Zk3vQ8mT1bYw7RcN5pLhX2sD9uFgJ4aE"
"""In every example of a link: it has the form of one, and opens nothing."""


class WorkLinkGiven(Out):
    """The only time that anybody is told the link itself."""

    id: Id
    url: str | None = Field(
        description="发给对方的链接，只在这一次返回；用同一个 Idempotency-Key 重试时为 null，请撤回后另发",
        examples=[f"https://example.invalid/w/{SAMPLE_WORK_LINK}"],
    )
    expires_at: Timestamp


class LinkedState(CaseState):
    """Where a case stands after an action that may have made a work link."""

    work_link: WorkLinkGiven | None = Field(description="工作链接；推送给外部平台时为 null")


class WorkLinkView(Out):
    """What the holder of the link sees. Of a sealed matter only its number and the task."""

    number: Number
    title: str | None = Field(description="标题；密封事项为 null", examples=["老街东口路灯不亮"])
    text: str | None = Field(
        description="正文（隐去后的）；密封事项为 null", examples=["第二盏路灯三天没亮了。"]
    )
    place: str | None = Field(description="地点；密封事项为 null", examples=["杜曲镇老街东口"])
    photos: list[AttachmentOut] = Field(description="提交时的照片；未允许查看时为空")
    recipient: str = Field(description="请谁处理", examples=["南街物业"])
    task: str = Field(description="请对方做什么", examples=["请查看第二盏路灯，能修则修，并拍照。"])
    asked_by: str = Field(description="哪个单位请的", examples=["杜曲镇村镇建设发展中心"])
    is_reply: bool = Field(description="所写内容是否直接作为给提交人的答复", examples=[False])
    expires_at: Timestamp


class WorkAnswerForm(In):
    """Given once."""

    text: Annotated[str, Text(1, 2000, lines=True)] = Field(
        description="做了什么，或为什么办不了", examples=["已更换灯泡，昨晚试亮正常。"]
    )
    outcome: WorkOutcome = Field(description="结果")
    upload_ids: UploadIds
    name: Annotated[str, Text(0, 40)] = Field(
        "", description="到场人，可不填；不写入事项经过", examples=["老张"]
    )


class WorkLinkAnswered(Out):
    answered_at: Timestamp
    late: bool = Field(description="事项已先行流转：答复已留存，不再影响办理", examples=[False])


class WorkLinkOut(Out):
    """One link as the desk sees it; the link itself is told only when it is made."""

    id: Id
    recipient: str = Field(description="请谁处理", examples=["南街物业"])
    task: str = Field(description="请对方做什么", examples=["请查看第二盏路灯，能修则修，并拍照。"])
    shows_photos: bool = Field(description="是否让对方看到提交时的照片", examples=[True])
    is_reply: bool = Field(description="所写内容是否直接作为给提交人的答复", examples=[False])
    assignment_id: Id | None = Field(description="承办单位为自己的交办单请的；否则为 null", examples=[None])
    asked_by: str = Field(description="谁请的", examples=["王路"])
    asked_by_body: str = Field(description="哪个单位请的", examples=["杜曲镇村镇建设发展中心"])
    created_at: Timestamp
    expires_at: Timestamp
    state: WorkLinkState
    withdrawn_at: Timestamp | None = Field(description="何时撤回", examples=[None])
    withdrawn_by: str | None = Field(description="谁撤回", examples=[None])
    answered_at: Timestamp | None = Field(description="何时答复", examples=[None])
    outcome: WorkOutcome | None = Field(description="结果", examples=[None])
    answer: str = Field(description="答复；照片在事项经过里", examples=[""])
    answered_by: str = Field(description="到场人", examples=[""])


class WorkLinkPage(Page[WorkLinkOut]):
    pass
