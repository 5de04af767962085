"""A station with all that belongs to it, and the tree of what stands below it."""

from pydantic import Field

from app.domain.vocabulary import CongressLevel, Post, Role, StationFunction, StationKind, StationTier
from app.schemas.base import Day, Id, Out, Page
from app.schemas.codes import StationCard
from app.schemas.directory import Slot


class PostCard(Out):
    post: Post = Field(examples=["head"])
    name: str = Field(description="姓名", examples=["刘岚"])
    duties: str = Field(description="职责", examples=["接待登记，跟踪督办"])


class MediatorCard(Out):
    name: str = Field(description="姓名", examples=["陈正"])
    affiliation: str = Field(description="所在单位", examples=["杜曲人民法庭"])


class StationDetail(StationCard):
    """All that a resident may want to know before going there."""

    tier: StationTier
    parent_id: Id | None = Field(description="上级联络站", examples=[None])
    intro: str = Field(description="简介", examples=["每月接待一次"])
    functions: list[StationFunction] = Field(description="承担的功能", examples=[["liaison", "legislative"]])
    host: str = Field(description="依托单位", examples=["杜曲镇党群服务中心"])
    industry: str = Field(description="所在产业链", examples=["茶产业"])
    level: CongressLevel | None = Field(description="由哪一级人大设立", examples=["town"])
    schedule: list[Slot] = Field(description="固定接待时段")
    services: list[str] = Field(description="服务事项", examples=[["代办帮办", "法律咨询"]])
    duties: str = Field(description="工作职责", examples=["接待选民，收集意见，督促办理"])
    posts: list[PostCard] = Field(description="站上人员：站长、副站长、联络员，按职务排列")
    mediators: list[MediatorCard] = Field(description="本站的调解员")
    points: list[StationCard] = Field(description="直接管的联络站（点）")
    points_total: int = Field(description="下级联络站（点）的总数，含下级的下级", examples=[13])


class StationBranch(Out):
    """One station of a tree."""

    id: Id
    parent_id: Id | None = Field(description="上级；这棵树的根为 null", examples=[None])
    depth: int = Field(description="离根几层；根为 0", examples=[0])
    name: str = Field(description="名称", examples=["杜曲镇人大代表联络站"])
    tier: StationTier
    kind: StationKind


class StationTree(Out):
    nodes: list[StationBranch] = Field(description="根在最前，上级在下级之前，同一上级的下级相连，按先序排列")


class StationFigures(StationBranch):
    active: bool = Field(description="是否启用；停用的联络站（点）仍计入", examples=[True])
    cases: int = Field(description="由它收集的事项数", examples=[12])
    cases_total: int = Field(description="由它和全部下级收集的事项数", examples=[161])


class StationTreeFigures(Out):
    since: Day | None = Field(description="统计起始日；不限为 null", examples=[None])
    until: Day | None = Field(description="统计截止日（含）；不限为 null", examples=[None])
    nodes: list[StationFigures] = Field(
        description="根在最前，上级在下级之前，同一上级的下级相连，按先序排列；只计您能看到的事项"
    )


class StationChecklist(Out):
    """One station by its own list of standards."""

    station_id: Id
    name: str = Field(description="名称", examples=["杜曲镇人大代表联络站"])
    met: list[str] = Field(description="已达标的", examples=[["有固定场所"]])
    unmet: list[str] = Field(description="未达标的", examples=[["有工作台账"]])


class LackingStation(Out):
    id: Id
    name: str = Field(description="名称", examples=["杜曲镇人大代表联络站"])


class StandardCount(Out):
    standard: str = Field(description="标准", examples=["有工作台账"])
    met: int = Field(description="达标的联络站（点）", examples=[18])
    unmet: int = Field(description="未达标的联络站（点）", examples=[1])
    lacking: list[LackingStation] = Field(description="哪些未达标，最多列 20 个")


class StandardTable(Out):
    stations: int = Field(description="有标准清单的联络站（点）", examples=[19])
    complete: int = Field(description="其中全部达标的", examples=[12])
    standards: list[StandardCount] = Field(description="未达标多的在前，最多 200 项")


class MediatorChoice(Out):
    id: Id = Field(description="调解员为任职编号，代表为代表编号")
    role: Role = Field(description="以什么身份调解：调解员或人大代表", examples=["mediator"])
    name: str = Field(description="姓名", examples=["陈正"])
    affiliation: str = Field(description="所在单位；代表为空", examples=["杜曲人民法庭"])
    station_id: Id = Field(description="所属联络站")


class MediatorChoicePage(Page[MediatorChoice]):
    pass
