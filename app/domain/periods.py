"""Periods that somebody asks for."""

from datetime import date

from app.errors import FieldError, InvalidRequest


def refuse_backwards(first: date | None, last: date | None, field: str = "to") -> None:
    """InvalidRequest for a period that ends before it starts; both ends are days, or both are times."""
    if first is not None and last is not None and last < first:
        problem = FieldError(field, "ENDS_BEFORE_START", "结束不能早于开始")
        raise InvalidRequest("VALIDATION_FAILED", errors=[problem])
