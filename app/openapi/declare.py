"""What routers say about themselves: their errors, their files, their names."""

from typing import Any

from fastapi.routing import APIRoute

from app.errors import CATALOGUE
from app.openapi.problem import EXAMPLES
from app.openapi.walk import REF, Json
from app.schemas.base import Problem

Responses = dict[int | str, dict[str, Any]]


def operation_id(route: APIRoute) -> str:
    """`submit_case` → `submitCase`: the name that generated clients call."""
    first, *others = route.name.split("_")
    return first + "".join(word.title() for word in others)


def problems(*codes: str) -> Responses:
    """The `responses=` of a route that may refuse with these codes of the catalogue; an unknown code is a KeyError."""
    by_status: dict[int, list[str]] = {}
    for code in codes:
        by_status.setdefault(CATALOGUE[code].status, []).append(code)
    return {status: problem_response(*together) for status, together in by_status.items()}


def problem_response(*codes: str) -> Json:
    titles = dict.fromkeys(CATALOGUE[code].title for code in codes)
    return {
        "description": "；".join(titles),
        "content": {
            Problem.media_type: {
                "schema": {"$ref": REF + Problem.__name__},
                "examples": {code: {"$ref": EXAMPLES + code} for code in codes},
            }
        },
    }


def files(*media_types: str, description: str = "文件内容") -> Responses:
    """The `responses=` of a route that answers with bytes; give it `response_class=Response` too."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in media_types}
    return {200: {"description": description, "content": content}}
