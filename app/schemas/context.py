"""What stands around a case: what else happened there, and what else its submitter brought."""

from pydantic import Field

from app.domain.vocabulary import Kind, Satisfaction, Status, Step
from app.schemas.base import AreaCode, Id, Out, Timestamp
from app.schemas.cases import Number


class ContextItem(Out):
    """Another matter, in a few words."""

    id: Id
    number: Number
    kind: Kind = Field(examples=["appeal"])
    status: Status = Field(examples=["handling"])
    step: Step = Field(examples=["handle"])
    title: str = Field(description="标题", examples=["老街东口路灯又不亮了"])
    category_code: str | None = Field(description="类别代码", examples=["lighting.street_lamp"])
    area_code: AreaCode
    place: str = Field(description="地点", examples=["杜曲镇老街东口"])
    me_too: int = Field(description="多少人也遇到", examples=[3])
    created_at: Timestamp
    closed_at: Timestamp | None = Field(description="办结时间", examples=[None])


class NearbyItem(ContextItem):
    distance: int | None = Field(description="相距约多少米；有一方没有位置时为 null", examples=[120])


class EarlierItem(ContextItem):
    rating: Satisfaction | None = Field(
        description="提交人最近一次评价的办理结果；未评价或无权查看时为 null", examples=["satisfied"]
    )


class NearbyList(Out):
    total: int = Field(description="共多少件", examples=[4])
    total_is_capped: bool = Field(description="为 true 时只看了最近的一部分，实际可能更多", examples=[False])
    items: list[NearbyItem] = Field(description="最近的至多 10 件，新的在前")


class EarlierList(Out):
    total: int = Field(description="共多少件", examples=[2])
    total_is_capped: bool = Field(description="为 true 时总数已到统计上限，实际更多", examples=[False])
    items: list[EarlierItem] = Field(description="最近的至多 10 件，新的在前")


class StatusCount(Out):
    status: Status = Field(examples=["closed"])
    label: str = Field(description="状态名称", examples=["办结"])
    count: int = Field(description="件数", examples=[5])


class PlaceHistory(Out):
    place: str = Field(
        description="看的地点；没有写地点的为空，看的是同一个码，也不是扫码的看全站",
        examples=["杜曲镇老街东口"],
    )
    total: int = Field(description="近一年共多少件", examples=[6])
    counts: list[StatusCount] = Field(description="近一年各状态的件数，没有的不列")
    items: list[ContextItem] = Field(description="最近的至多 10 件，新的在前")


class CaseContext(Out):
    """Only what you may see; the case itself is in none of the lists."""

    nearby_same_kind: NearbyList = Field(
        description="近 180 天附近（同村、同一地点或 1 公里内）的同类事项：类别同属一类，或内容相近"
    )
    earlier_of_submitter: EarlierList = Field(
        description="同一提交人的其他事项（代录的按电话）；匿名的、您无权查看联系方式的，一律为空"
    )
    place_history: PlaceHistory = Field(description="这个地点（或同一个码）在本站的其他事项")
