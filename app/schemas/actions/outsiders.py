"""Asking somebody without an account, through a link that works once."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from app.domain.privacy import has_personal_number
from app.schemas.actions.base import AssignmentForm
from app.schemas.base import In, Text

LONGEST_DAYS = 30


def _impersonal(text: str) -> str:
    """It goes to a stranger and into the timeline."""
    if has_personal_number(text):
        raise PydanticCustomError("personal_number", "请勿填写电话号码或身份证号")
    return text


class Outsider(In):
    """Who is asked, to do what, until when, and what he is shown besides the words of the matter."""

    recipient: Annotated[str, Text(1, 80), AfterValidator(_impersonal)] = Field(
        description="对方的名称，如物业、供电所、村组；不填电话号码", examples=["南街物业"]
    )
    task: Annotated[str, Text(1, 500, lines=True), AfterValidator(_impersonal)] = Field(
        description="请对方做什么；不填电话号码", examples=["请查看第二盏路灯，能修则修，并拍照。"]
    )
    days: int = Field(7, ge=1, le=LONGEST_DAYS, description="几天内有效，到最后一天结束为止", examples=[7])
    shows_photos: bool = Field(False, description="是否让对方看到提交时的照片", examples=[True])


class AskOutsiderForm(Outsider, AssignmentForm):
    """An office or a station asks for the matter, a unit for its own hand-over."""
