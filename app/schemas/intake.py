"""How a matter is handed in, and how one asks after it with the slip."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.domain.vocabulary import Channel, Kind, Visibility
from app.schemas.base import MOST_PHOTOS, SAMPLE_TOKEN, AreaCode, Id, In, Position, Text
from app.schemas.presets import PresetKey
from app.schemas.sources import SourceCases, SourceEvents

Title = Annotated[
    str, Text(0, 80), Field(description="标题；不填则取正文开头", examples=["老街东口路灯不亮"])
]
Body = Annotated[
    str,
    Text(0, 4000, lines=True),
    Field(description="正文", examples=["老街东口从北往南第二盏路灯三天没亮了，晚上孩子放学看不清路。"]),
]
Phone = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9+\- ]{5,20}$", strip_whitespace=True),
    Field(description="联系电话", examples=["19900000001"]),
]


class Contact(In):
    """How to reach the submitter. Shown only to whom `visibility` allows."""

    name: Annotated[str, Text(1, 40)] = Field(description="称呼", examples=["王女士"])
    phone: Phone


class CaseForm(In):
    """What every matter says, whoever hands it in."""

    kind: Kind = Field(Kind.APPEAL, description="事项种类", examples=["appeal"])
    title: Title = ""
    text: Body = ""
    category_code: str | None = Field(
        None, max_length=60, description="类别代码", examples=["lighting.street_lamp"]
    )
    area_code: AreaCode | None = Field(
        None, description="事发地区划代码；不填则为联络站所在地", examples=["411122102"]
    )
    place: Annotated[str, Text(0, 200)] = Field("", description="地点", examples=["杜曲镇老街东口"])
    position: Position | None = Field(None, description="位置（可不填）", examples=[None])
    contact: Contact | None = Field(None, description="联系方式；不留时须明确匿名")
    anonymous: bool = Field(False, description="匿名提交", examples=[False])
    firm_name: Annotated[str, Text(0, 80)] = Field("", description="企业名称；企业诉求必填", examples=[""])
    visibility: Visibility = Field(description="联系方式与内容给谁看")
    sensitive: bool = Field(False, description="反映个人问题，需要密封", examples=[False])
    accused_unit_id: Id | None = Field(None, description="被反映的单位", examples=[None])
    accused_deputy_id: Id | None = Field(None, description="被反映的代表", examples=[None])
    upload_ids: list[Id] = Field(
        default_factory=list, max_length=MOST_PHOTOS, description="照片，至多 9 张", examples=[[]]
    )

    @property
    def is_somebodys(self) -> bool:
        """Whether a person hands it in for himself, who leaves a contact or stays anonymous."""
        return True

    @model_validator(mode="after")
    def says_something_and_who(self) -> Self:
        if not self.title and not self.text:
            raise PydanticCustomError("title_or_text", "请填写标题或正文", {"fields": "title,text"})
        if self.anonymous and self.contact is not None:
            raise PydanticCustomError(
                "anonymous_with_contact", "匿名提交时不要填写联系方式", {"fields": "contact"}
            )
        if self.is_somebodys and not self.anonymous and self.contact is None:
            raise PydanticCustomError(
                "contact_or_anonymous", "请留下联系方式，或选择匿名提交", {"fields": "contact,anonymous"}
            )
        if self.kind is Kind.ENTERPRISE and not self.firm_name:
            raise PydanticCustomError("firm_required", "企业诉求请填写企业名称", {"fields": "firm_name"})
        return self


class SubmitForm(CaseForm):
    """Through a code that was scanned, or straight to a station."""

    code: str | None = Field(
        None, max_length=1024, description="码：原样传入扫到或手输的内容", examples=[SAMPLE_TOKEN]
    )
    station_id: Id | None = Field(None, description="没有码时，提交到哪个联络站", examples=[None])

    @model_validator(mode="after")
    def has_one_way_in(self) -> Self:
        if (self.code is None) == (self.station_id is None):
            raise PydanticCustomError(
                "code_or_station", "请扫码提交，或选择一个联络站", {"fields": "code,station_id"}
            )
        if self.kind in (Kind.SUGGESTION, Kind.REVIEW_ITEM):
            raise PydanticCustomError(
                "kind_not_for_citizens", "群众不能提交这一种类的事项", {"fields": "kind"}
            )
        return self


class EntryForm(CaseForm):
    """代录: taken at the station, by phone or letter, for somebody who consented.

    Nobody's in person is what a deputy brings forward himself through his helper, and what was said in deliberation.
    """

    channel: Channel = Field(description="来源", examples=["phone"])
    station_id: Id | None = Field(None, description="联络站；只管一个站时可不填", examples=[None])
    deputy_id: Id | None = Field(
        None, description="群众向哪位代表反映（接待的代表）；不是以代表的名义", examples=[None]
    )
    on_behalf_of_id: Id | None = Field(
        None,
        description="以哪位代表本人的名义录入；须是其帮录的联络员，不填 deputy_id 和联系方式",
        examples=[None],
    )
    event_id: Id | None = Field(None, description="由哪个活动而来；来源为接待日或活动时可填", examples=[None])
    preset: PresetKey = ""
    consent: Annotated[str, Text(0, 300)] = Field(
        "",
        description="本人同意代录的说明；会上提出、没有提出人的审议意见可不填，其余必填",
        examples=["本人到站口述，已当面核对并同意代录"],
    )

    @property
    def is_somebodys(self) -> bool:
        of_a_meeting = self.kind is Kind.REVIEW_ITEM and not self.anonymous and self.contact is None
        return self.on_behalf_of_id is None and not of_a_meeting

    @model_validator(mode="after")
    def was_consented_to(self) -> Self:
        if not self.consent and (self.is_somebodys or self.on_behalf_of_id is not None):
            raise PydanticCustomError("consent_required", "请写明本人同意代录的情况", {"fields": "consent"})
        return self

    @model_validator(mode="after")
    def is_the_deputys_own(self) -> Self:
        if self.on_behalf_of_id is not None and (self.deputy_id or self.contact or self.anonymous):
            raise PydanticCustomError(
                "own_name_alone",
                "以代表本人的名义录入时，不填接待的代表、联系方式，也不能匿名",
                {"fields": "on_behalf_of_id"},
            )
        return self

    @model_validator(mode="after")
    def comes_from_an_event_as_it_says(self) -> Self:
        if self.event_id is not None and self.channel not in (Channel.RECEPTION, Channel.EVENT):
            raise PydanticCustomError(
                "channel_of_event",
                "由活动而来的事项，来源应为接待日或活动",
                {"fields": "channel,event_id"},
            )
        return self

    @model_validator(mode="after")
    def is_not_a_suggestion(self) -> Self:
        if self.kind is Kind.SUGGESTION:
            raise PydanticCustomError("kind_for_deputies", "代表建议由代表本人起草", {"fields": "kind"})
        if self.channel is Channel.SCAN:
            raise PydanticCustomError("channel_is_not_scan", "代录的来源不能是扫码", {"fields": "channel"})
        return self


class SuggestionForm(In):
    """A deputy's suggestion, first a draft that others may sign."""

    title: Annotated[str, Text(1, 80)] = Field(description="标题", examples=["关于改造杜曲镇老街照明的建议"])
    text: Annotated[str, Text(1, 4000, lines=True)] = Field(
        description="正文", examples=["建议分两期更换老街路灯。"]
    )
    category_code: str | None = Field(
        None, max_length=60, description="类别代码", examples=["lighting.street_lamp"]
    )
    area_code: AreaCode | None = Field(
        None, description="涉及区划；不填则为代表所在地", examples=["411122102"]
    )
    visibility: Visibility = Field(Visibility.PUBLIC, description="公开程度", examples=["public"])
    cosigner_ids: list[Id] = Field(
        default_factory=list, max_length=60, description="邀请联名的代表", examples=[[]]
    )
    preset: PresetKey = ""
    source_case_ids: SourceCases = Field(default_factory=list)
    source_event_ids: SourceEvents = Field(default_factory=list)
    on_behalf_of_id: Id | None = Field(
        None, description="联络员代哪位代表起草；须有帮录的联系，由代表本人提交", examples=[None]
    )
    consent: Annotated[str, Text(0, 300)] = Field(
        "", description="代表同意代为起草的说明；代起草时必填", examples=[""]
    )

    @model_validator(mode="after")
    def consents_to_being_helped(self) -> Self:
        if (self.on_behalf_of_id is None) == bool(self.consent):
            raise PydanticCustomError(
                "consent_of_proxy",
                "代为起草时须写明哪位代表和其同意的说明",
                {"fields": "on_behalf_of_id,consent"},
            )
        return self


class ReceiptForm(In):
    """The slip in the hand: number and check code."""

    number: str = Field(
        min_length=1, max_length=40, description="受理编号", examples=["411122-261120-7K3M9X"]
    )
    check_code: str = Field(min_length=1, max_length=20, description="查询码", examples=["7K3M9X"])
