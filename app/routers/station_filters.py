"""What lists of stations are narrowed by, whoever reads them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query

from app.domain.vocabulary import StationFunction, StationKind
from app.schemas.base import AreaCode, Text

Kind = Annotated[StationKind | None, Query(description="联络站的种类")]
Function = Annotated[StationFunction | None, Query(description="承担这项功能的")]
Industry = Annotated[Annotated[str, Text(1, 60)] | None, Query(description="所在产业链名称中的文字")]


@dataclass(frozen=True)
class StationFilters:
    """Of those in use; absent means any."""

    area_code: Annotated[AreaCode | None, Query(description="只看这个区划内的（含下级）")] = None
    kind: Kind = None
    function: Function = None
    industry: Industry = None
    q: Annotated[Annotated[str, Text(1, 40)] | None, Query(description="名称中的文字")] = None
