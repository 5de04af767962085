"""What every action carries, and the words that many share."""

from typing import Annotated

from pydantic import Field

from app.schemas.base import MOST_PHOTOS, Id, In, Text

Reason = Annotated[
    str, Text(1, 1000, lines=True), Field(description="理由", examples=["不属于本单位职责范围"])
]
Words = Annotated[
    str, Text(1, 2000, lines=True), Field(description="内容", examples=["已联系施工单位到场查看"])
]
Name = Annotated[str, Text(1, 40), Field(description="姓名", examples=["周平"])]
Organ = Annotated[
    str, Text(1, 120), Field(description="机关或会议名称", examples=["杜曲镇人大主席团第三次会议"])
]
UploadIds = Annotated[
    list[Id],
    Field(
        max_length=MOST_PHOTOS, description="已上传文件的编号，至多 9 个", examples=[[]], default_factory=list
    ),
]

NOT_CARRIED = {"version", "assignment_id", "upload_ids", "inner_note", "cosigner_ids"} | {
    *("met", "disputants", "agreement")
}
"""What a form says to the product and not to the timeline."""


class ActionForm(In):
    """Every action names the version that its author was looking at."""

    version: int = Field(ge=1, description="所见事项的版本号；已被他人更新时返回 STALE_VERSION", examples=[3])


class AssignmentForm(ActionForm):
    assignment_id: Id | None = Field(
        None, description="交办单编号；只有一个可操作的交办单时可不填", examples=[None]
    )


class BareForm(ActionForm):
    """Nothing but the act itself."""


class ReasonForm(ActionForm):
    reason: Reason


class NoteForm(ActionForm):
    text: Words


class RecordForm(NoteForm):
    upload_ids: UploadIds


class AssignmentReasonForm(AssignmentForm):
    reason: Reason
