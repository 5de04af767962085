"""A list that somebody looks at again and again, under a name."""

from typing import Annotated

from pydantic import Field, StringConstraints

from app.schemas.base import Id, In, Out, Text

MOST_FILTERS = 50
Query = dict[str, Annotated[str, StringConstraints(max_length=300)]]


class SavedFilterForm(In):
    name: Annotated[str, Text(1, 40)] = Field(description="名称，不重复", examples=["红牌路灯"])
    query: Query = Field(
        max_length=20,
        description="收件箱（GET /desk/cases）的筛选参数，写法相同，值一律为文字；不含翻页和 with_total",
        examples=[{"kind": "appeal,enterprise", "colour": "red", "q": "路灯"}],
    )


class SavedFilterEdit(SavedFilterForm):
    version: int = Field(ge=1, description="所见的版本号；已被他人更新时返回 STALE_VERSION", examples=[1])


class SavedFilterOut(Out):
    id: Id
    version: int = Field(description="版本号，修改时原样带回", examples=[1])
    name: str = Field(description="名称", examples=["红牌路灯"])
    query: dict[str, str] = Field(
        description="收件箱的筛选参数，原样拼到 GET /desk/cases 之后即可",
        examples=[{"kind": "appeal,enterprise", "colour": "red", "q": "路灯"}],
    )


class SavedFilterList(Out):
    items: list[SavedFilterOut] = Field(description="全部，按名称")
