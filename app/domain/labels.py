"""String enums whose members carry the Chinese word people read."""

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A member is `NAME = "wire_value", "中文"`: it equals and serialises as the wire value alone.

    Labels are unique within a class, so that a screen may show them without the value.
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
