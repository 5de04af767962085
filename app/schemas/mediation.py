"""A dispute that somebody mediates: who quarrels, and what they agreed on."""

from typing import Annotated, Any, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.schemas.base import Day, In, Out, Text
from app.schemas.intake import Phone

_Name = Annotated[str, Text(1, 40)]


class Disputant(In):
    """One who quarrels, or speaks for one who does."""

    name: _Name = Field(description="姓名或单位名称", examples=["李某"])
    capacity: Annotated[str, Text(1, 40)] = Field(
        description="在纠纷中是什么人，或与谁是什么关系", examples=["务工人员"]
    )
    phone: Phone | None = Field(None, description="联系电话；没有时为 null", examples=["19900000006"])


def distinct(given: list[Any], names: list[str], message: str) -> list[Any]:
    """What was given, if no name occurs twice."""
    if len(set(names)) < len(names):
        raise PydanticCustomError("repeated", message)
    return given


class DisputantOut(Out):
    name: str | None = Field(description="姓名或单位名称；无权查看时为 null", examples=["李某"])
    capacity: str = Field(description="在纠纷中是什么人，或与谁是什么关系", examples=["务工人员"])
    phone: str | None = Field(description="联系电话；没有或无权查看时为 null", examples=["19900000006"])


class Agreement(In):
    """What they agreed on, as they signed it."""

    text: Annotated[str, Text(1, 4000, lines=True)] = Field(
        description="协议内容", examples=["欠薪一万二千元分两次付清。"]
    )
    signed_on: Day = Field(description="签订日期", examples=["2026-11-20"])
    signed_by: list[_Name] = Field(
        min_length=2, max_length=20, description="签字的人，至少两人", examples=[["李某", "张某"]]
    )
    perform_by: Day | None = Field(
        None, description="履行期限；没有期限或已履行完毕时为 null", examples=["2026-12-15"]
    )

    @field_validator("signed_by")
    @classmethod
    def signs_once(cls, names: list[str]) -> list[str]:
        return distinct(names, names, "同一个人不能签两次")

    @model_validator(mode="after")
    def is_performed_after_it_is_signed(self) -> Self:
        if self.perform_by is not None and self.perform_by < self.signed_on:
            raise PydanticCustomError("date_order", "履行期限不能早于签订日期", {"fields": "perform_by"})
        return self
