"""The token of a printed code (代表码、站码), and the check code of a receipt (查询码).

A token is 13 random characters and one check character: 29**13 ≈ 2**63.1 values, none of which means
anything. What it leads to, and whether it still does, is a row that can be revoked.

The alphabet has 29 characters, none of I L O U 0 1 2 (2 reads as Z, U as V). Because 29 is prime, the check

    sum(weight_i * value_i) ≡ 0 (mod 29),  weights 14, 13, … 1, all different, none a multiple of 29

catches every single wrong character (weight * difference ≢ 0) and every exchange of two characters,
adjacent or not ((weight_i - weight_j) * difference ≢ 0). It finds typing errors; it is no signature.
"""

import re
import secrets
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote

ALPHABET = "3456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_LENGTH = 14
CHECK_CODE_LENGTH = 6
MAX_INPUT = 1024
"""Characters of text that `parse` looks at; a longer one holds no code of ours."""

_BASE = len(ALPHABET)
_VALUE = {character: value for value, character in enumerate(ALPHABET)}

# …/q/TOKEN as printed, c=TOKEN as WeChat's scene, or the bare token; then whatever a scanner or a share added.
_SHAPE = re.compile(r"(?:[^?#]*/q/|c=)?([^/?#&=]+)/?(?:[?#&].*)?", re.IGNORECASE)


def new_token(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A fresh token."""
    body = _random_characters(TOKEN_LENGTH - 1, random_bytes)
    # The check character has weight 1, so it is what is missing to a multiple of 29.
    return body + ALPHABET[-_weighted_sum(body + ALPHABET[0]) % _BASE]


def parse(text: str) -> str | None:
    """The canonical token in a scanned address, a scene value or a hand-typed code, or None. Never raises.

    The host of an address is not looked at: who may be believed is decided by looking the token up.
    """
    if len(text) > MAX_INPUT:
        return None
    # WeChat hands over both the scanned address and the scene percent-encoded, once.
    shape = _SHAPE.fullmatch(_joined(unquote(text)))
    token = _spelled(shape[1], TOKEN_LENGTH) if shape else None
    return token if token and _weighted_sum(token) % _BASE == 0 else None


def display(token: str) -> str:
    """In groups of four, for the poster."""
    return "-".join(token[start : start + 4] for start in range(0, len(token), 4))


def scene(token: str) -> str:
    """WeChat's scene value: 16 of its 32 characters, all of them allowed as they are."""
    return f"c={token}"


def landing_path(token: str) -> str:
    """What the printed code opens, after PUBLIC_URL."""
    return f"/q/{token}"


def new_check_code(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A fresh check code: 29**6 ≈ 2**29 values, enough only together with a case number and a rate limit."""
    return _random_characters(CHECK_CODE_LENGTH, random_bytes)


def parse_check_code(text: str) -> str | None:
    """The canonical check code in a typed one, or None. Never raises."""
    if len(text) > MAX_INPUT:
        return None
    return _spelled(_joined(text), CHECK_CODE_LENGTH)


def _random_characters(count: int, random_bytes: Callable[[int], bytes]) -> str:
    """`count` ≤ 13 characters. 128 bits for at most 64 make the modulo bias less than 2**-64."""
    number = int.from_bytes(random_bytes(16))
    return "".join(ALPHABET[number // _BASE**position % _BASE] for position in range(count))


def _joined(text: str) -> str:
    """Half-width, without what people and copying put between: spaces, dashes, invisible marks."""
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", text)
        if not (character.isspace() or unicodedata.category(character) in ("Pd", "Cf"))
    )


def _spelled(text: str, length: int) -> str | None:
    # Upper-casing is for ASCII only: it would make two letters of "ß".
    code = text.upper() if text.isascii() else ""
    return code if len(code) == length and all(character in _VALUE for character in code) else None


def _weighted_sum(token: str) -> int:
    return sum(weight * _VALUE[character] for weight, character in enumerate(reversed(token), start=1))


NUMBER = re.compile(r"\d{6}-\d{6}-[0-9A-Z]{6}", re.ASCII)


def parse_number(text: str) -> str:
    """A case number however it was typed: upper case, half-width, its three parts joined by dashes."""
    joined = _joined(text).upper()
    return "-".join(part for part in (joined[:6], joined[6:12], joined[12:]) if part)
