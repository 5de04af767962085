"""While a suggestion is a draft."""

from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import Visibility
from app.schemas.actions.base import ActionForm
from app.schemas.base import AreaCode, Id, Text
from app.schemas.presets import PresetKey
from app.schemas.sources import SourceCases, SourceEvents


class ReviseForm(ActionForm):
    """What is not named stays as it is."""

    title: Annotated[str, Text(1, 80)] | None = Field(
        None,
        description="标题；不填则不变。标题、正文一经修改，其他代表须重新联名",
        examples=["关于改造杜曲镇老街照明的建议"],
    )
    text: Annotated[str, Text(1, 4000, lines=True)] | None = Field(
        None, description="正文；不填则不变", examples=["建议分三期更换老街路灯。"]
    )
    category_code: Annotated[str, Text(1, 60)] | None = Field(
        None, description="类别代码；不填则不变", examples=["lighting.street_lamp"]
    )
    area_code: AreaCode | None = Field(None, description="涉及区划；不填则不变", examples=["411122102"])
    visibility: Visibility | None = Field(None, description="公开程度；不填则不变", examples=["public"])
    preset: PresetKey | None = Field(None, description="按哪一种做法办理；不填则不变", examples=[None])
    source_case_ids: SourceCases | None = Field(
        None, description="由哪些事项而来，整个替换您能看到的；不填则不变", examples=[None]
    )
    source_event_ids: SourceEvents | None = Field(
        None, description="由哪些活动而来，整个替换您能看到的；不填则不变", examples=[None]
    )

    @model_validator(mode="after")
    def changes_something(self) -> Self:
        if not self.model_dump(exclude={"version"}, exclude_none=True):
            raise PydanticCustomError("nothing_to_change", "请至少修改一项", {"fields": "title"})
        return self


class InviteForm(ActionForm):
    cosigner_ids: list[Id] = Field(min_length=1, max_length=60, description="再邀请哪些代表联名")
