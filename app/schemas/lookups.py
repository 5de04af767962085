"""Cards for the pickers of the desk: enough to choose by, nothing more."""

from pydantic import Field

from app.domain.vocabulary import OfficeKind, Route
from app.schemas.base import AreaCode, Id, Out, Page


class UnitChoice(Out):
    id: Id
    name: str = Field(description="名称", examples=["县水利局"])
    route: Route
    area_code: AreaCode
    reachable: bool = Field(description="您能否把事项交给它主办或分办", examples=[True])


class UnitChoicePage(Page[UnitChoice]):
    pass


class OfficeChoice(Out):
    id: Id
    name: str = Field(description="名称", examples=["农工委"])
    kind: OfficeKind
    area_code: AreaCode


class OfficeChoicePage(Page[OfficeChoice]):
    pass


class DeputyChoice(Out):
    id: Id
    name: str = Field(description="姓名", examples=["赵新宇"])
    station_id: Id = Field(description="所属联络站")
    area_code: AreaCode


class DeputyChoicePage(Page[DeputyChoice]):
    pass


class AreaChoice(Out):
    code: AreaCode
    name: str = Field(description="名称", examples=["杜曲镇"])


class AreaChoicePage(Page[AreaChoice]):
    pass


class ExternalSystemChoice(Out):
    id: Id
    name: str = Field(description="名称", examples=["12345 热线"])


class ExternalSystemChoicePage(Page[ExternalSystemChoice]):
    pass
