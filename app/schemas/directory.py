"""The directory as administrators keep it: areas, congresses, stations, offices, units, categories."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import CongressLevel, OfficeKind, Route, StationKind, StationTier
from app.schemas.base import AreaCode, Day, Id, In, Out, Page, Position, Text

Version = Annotated[
    int, Field(ge=1, description="所见的版本号；已被他人更新时返回 STALE_VERSION", examples=[1])
]
Active = Annotated[bool, Field(description="是否启用", examples=[True])]


class DirectoryForm(In):
    """What an administrator fills in. The county is his own, never part of the form."""

    def columns(self) -> dict[str, Any]:
        """What goes into the row, by column."""
        return self.model_dump(exclude={"version"})


class DirectoryEdit(DirectoryForm):
    """Replaces the whole row; names the version that its author was looking at."""

    version: Version


class DirectoryOut(Out):
    id: Id
    version: int = Field(description="版本号，修改时原样带回", examples=[1])


class AreaForm(DirectoryForm):
    code: AreaCode
    name: Annotated[str, Text(1, 60)] = Field(description="名称", examples=["杜曲镇"])


class AreaEdit(DirectoryEdit):
    """Not the code: other rows point at it."""

    name: Annotated[str, Text(1, 60)] = Field(description="名称", examples=["杜曲镇"])


class AreaOut(DirectoryOut):
    code: AreaCode
    name: str = Field(description="名称", examples=["杜曲镇"])


class AreaPage(Page[AreaOut]):
    pass


class CongressForm(DirectoryForm):
    name: Annotated[str, Text(1, 80)] = Field(description="名称", examples=["临颍县人民代表大会"])
    level: CongressLevel
    area_code: AreaCode


class CongressEdit(CongressForm, DirectoryEdit):
    pass


class CongressOut(DirectoryOut):
    name: str = Field(description="名称", examples=["临颍县人民代表大会"])
    level: CongressLevel
    area_code: AreaCode


class CongressPage(Page[CongressOut]):
    pass


class TermForm(DirectoryForm):
    congress_id: Id = Field(description="哪一级人大")
    name: Annotated[str, Text(1, 40)] = Field(description="届次", examples=["第十六届"])
    starts_on: Day = Field(description="本届开始")
    ends_on: Day | None = Field(None, description="本届结束；本届未满为 null", examples=[None])

    @field_validator("ends_on")
    @classmethod
    def ends_after_it_starts(cls, value: date | None, info: ValidationInfo) -> date | None:
        starts_on = info.data.get("starts_on")
        if value and starts_on and value <= starts_on:
            raise PydanticCustomError("ends_before_start", "结束应当晚于开始")
        return value


class TermEdit(TermForm, DirectoryEdit):
    pass


class TermOut(DirectoryOut):
    congress_id: Id = Field(description="哪一级人大")
    name: str = Field(description="届次", examples=["第十六届"])
    starts_on: Day = Field(description="本届开始")
    ends_on: Day | None = Field(description="本届结束；本届未满为 null", examples=[None])


class TermPage(Page[TermOut]):
    pass


class StationForm(DirectoryForm):
    name: Annotated[str, Text(1, 80)] = Field(description="名称", examples=["杜曲镇人大代表联络站"])
    tier: StationTier
    kind: StationKind
    parent_id: Id | None = Field(
        None, validate_default=True, description="上级联络站；联络点必填", examples=[None]
    )
    area_code: AreaCode
    address: Annotated[str, Text(0, 200)] = Field("", description="地址", examples=["杜曲镇政府一楼"])
    phone: Annotated[str, Text(0, 30)] = Field("", description="电话", examples=["19900000001"])
    opening_hours: Annotated[str, Text(0, 200)] = Field(
        "", description="开放时间", examples=["工作日 8:30–17:30"]
    )
    intro: Annotated[str, Text(0, 500, lines=True)] = Field("", description="简介", examples=["每月接待一次"])
    position: Position | None = Field(None, description="位置")

    @field_validator("parent_id")
    @classmethod
    def points_have_a_parent(cls, value: Id | None, info: ValidationInfo) -> Id | None:
        if value is None and info.data.get("tier") is StationTier.POINT:
            raise PydanticCustomError("parent_missing", "联络点必须有上级联络站")
        return value

    def columns(self) -> dict[str, Any]:
        place = self.position
        rest = self.model_dump(exclude={"version", "position"})
        return rest | {"lat": place and place.lat, "lng": place and place.lng}


class StationEdit(StationForm, DirectoryEdit):
    active: Active


class StationOut(DirectoryOut):
    name: str = Field(description="名称", examples=["杜曲镇人大代表联络站"])
    tier: StationTier
    kind: StationKind
    parent_id: Id | None = Field(description="上级联络站", examples=[None])
    area_code: AreaCode
    address: str = Field(description="地址", examples=["杜曲镇政府一楼"])
    phone: str = Field(description="电话", examples=["19900000001"])
    opening_hours: str = Field(description="开放时间", examples=["工作日 8:30–17:30"])
    intro: str = Field(description="简介", examples=["每月接待一次"])
    position: Position | None = Field(description="位置")
    active: Active


class StationOutPage(Page[StationOut]):
    pass


class OfficeForm(DirectoryForm):
    kind: OfficeKind
    name: Annotated[str, Text(1, 80)] = Field(description="名称", examples=["杜曲镇人大主席团"])
    area_code: AreaCode


class OfficeEdit(DirectoryEdit):
    """Not the kind: appointments and fields of units hang on it."""

    name: Annotated[str, Text(1, 80)] = Field(description="名称", examples=["杜曲镇人大主席团"])
    area_code: AreaCode
    active: Active


class OfficeOut(DirectoryOut):
    kind: OfficeKind
    name: str = Field(description="名称", examples=["杜曲镇人大主席团"])
    area_code: AreaCode
    active: Active


class OfficePage(Page[OfficeOut]):
    pass


class UnitForm(DirectoryForm):
    name: Annotated[str, Text(1, 80)] = Field(description="名称", examples=["县水利局"])
    route: Route
    area_code: AreaCode
    head_name: Annotated[str, Text(0, 40)] = Field("", description="主要负责人", examples=["周平"])
    phone: Annotated[str, Text(0, 30)] = Field("", description="电话", examples=["19900000002"])


class UnitEdit(UnitForm, DirectoryEdit):
    active: Active


class UnitOut(DirectoryOut):
    name: str = Field(description="名称", examples=["县水利局"])
    route: Route
    area_code: AreaCode
    head_name: str = Field(description="主要负责人", examples=["周平"])
    phone: str = Field(description="电话", examples=["19900000002"])
    active: Active


class UnitPage(Page[UnitOut]):
    pass


class FieldMapForm(DirectoryEdit):
    unit_ids: list[Id] = Field(max_length=500, description="委室对口联系的全部承办单位")


class FieldMapOut(Out):
    office_id: Id
    version: int = Field(description="机关的版本号，修改时原样带回", examples=[1])
    units: list[UnitOut] = Field(description="对口联系的承办单位")


class CategoryFields(DirectoryForm):
    name: Annotated[str, Text(1, 40)] = Field(description="名称", examples=["路灯"])
    promise: Annotated[str, Text(0, 200)] = Field(
        "", description="对群众的承诺", examples=["七个工作日内答复"]
    )
    refusal: Annotated[str, Text(0, 200)] = Field(
        "", description="联络站不受理时，应当去的渠道；受理的为空", examples=[""]
    )
    sensitive: bool = Field(False, description="反映个人问题：自始密封办理", examples=[False])


class CategoryForm(CategoryFields):
    code: str = Field(
        max_length=60,
        pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)*$",
        description="代码；点号之前是上级类别的代码",
        examples=["lighting.street_lamp"],
    )

    def columns(self) -> dict[str, Any]:
        """Codes are paths: what stands before the last dot is the parent."""
        return super().columns() | {"parent_code": self.code.rpartition(".")[0] or None}


class CategoryEdit(CategoryFields, DirectoryEdit):
    """Not the code: cases carry it."""

    active: Active


class CategoryCard(Out):
    code: str = Field(description="代码", examples=["lighting.street_lamp"])
    name: str = Field(description="名称", examples=["路灯"])
    parent_code: str | None = Field(description="上级类别的代码", examples=["lighting"])
    promise: str = Field(description="对群众的承诺", examples=["七个工作日内答复"])
    refusal: str = Field(description="联络站不受理时，应当去的渠道；受理的为空", examples=[""])
    sensitive: bool = Field(description="反映个人问题：自始密封办理", examples=[False])


class CategoryList(Out):
    items: list[CategoryCard] = Field(description="全部启用的类别，按代码排列，上级在前")


class CategoryCardPage(Page[CategoryCard]):
    pass


class CategoryOut(CategoryCard, DirectoryOut):
    active: Active


class CategoryPage(Page[CategoryOut]):
    pass
