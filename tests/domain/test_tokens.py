import string
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.tokens import (
    ALPHABET,
    MAX_INPUT,
    display,
    landing_path,
    new_check_code,
    new_token,
    parse,
    parse_check_code,
    parse_number,
    scene,
)

WECHAT_SCENE = set(string.ascii_letters + string.digits + "!#$&'()*+,/:;=?@-._~")
FULL_WIDTH = {ord(character): ord(character) + 0xFEE0 for character in string.printable[:94]}

tokens = st.binary(min_size=16, max_size=16).map(lambda drawn: new_token(lambda _: drawn))
hosts = st.sampled_from(
    ["http://127.0.0.1:8000", "https://rd.example.gov.cn", "HTTPS://例子.中国/ren-da", "rd.example.gov.cn"]
)
tails = st.sampled_from(["", "/", "?from=singlemessage&isappinstalled=0", "#top", "/?a=/q/b#/q/c", "&x=1"])
gaps = st.sampled_from(["", " ", "-", "\t", "\n", "　", "－", "—", "–", "\u200b", "\ufeff"])


def test_the_alphabet_is_prime_and_has_no_look_alikes() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 29
    assert not set(ALPHABET) & set("0O1IL2U")
    assert set(ALPHABET) <= set(string.digits + string.ascii_uppercase)


def test_a_token_is_long_enough_to_be_unguessable() -> None:
    assert len(ALPHABET) ** (len(new_token()) - 1) > 2**60


def test_tokens_and_check_codes_are_random() -> None:
    assert len({new_token() for _ in range(200)}) == 200
    assert len({new_check_code() for _ in range(200)}) > 190


def test_every_character_of_the_alphabet_is_used_in_every_place() -> None:
    drawn = [new_token() for _ in range(2000)]
    assert all(set(place) == set(ALPHABET) for place in zip(*drawn, strict=True))


@given(tokens)
def test_a_token_survives_every_way_it_leaves_us(token: str) -> None:
    assert parse(token) == token
    assert parse(display(token)) == token
    assert parse(scene(token)) == token
    assert parse(landing_path(token)) == token


@given(tokens)
def test_a_token_fits_the_scene_of_a_mini_program_code(token: str) -> None:
    assert len(scene(token)) <= 32
    assert set(scene(token)) <= WECHAT_SCENE


@given(tokens)
def test_the_poster_shows_groups_of_four(token: str) -> None:
    assert [len(group) for group in display(token).split("-")] == [4, 4, 4, 2]
    assert display(token).replace("-", "") == token


@given(tokens, hosts, tails)
def test_a_scanned_address_is_understood_encoded_once_or_not(token: str, host: str, tail: str) -> None:
    address = f"{host}/q/{token}{tail}"
    assert parse(address) == token
    assert parse(address.upper()) == token
    assert parse(quote(address, safe="")) == token


@given(tokens)
def test_a_scene_is_understood_encoded_once_or_not(token: str) -> None:
    assert parse(f"c%3D{token}") == token
    assert parse(f"C%3d{token}&p=2") == token


@given(tokens, st.lists(gaps, min_size=15, max_size=15), st.booleans(), st.booleans())
def test_a_hand_typed_token_is_understood(
    token: str, between: list[str], lower: bool, full_width: bool
) -> None:
    typed = token.lower() if lower else token
    typed = typed.translate(FULL_WIDTH) if full_width else typed
    spaced = between[0] + "".join(character + gap for character, gap in zip(typed, between[1:], strict=True))
    assert parse(spaced) == token
    assert parse(f"rd.example.gov.cn/q/{spaced}") == token


@given(tokens, st.data())
def test_every_wrong_character_is_noticed(token: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(token) - 1))
    for wrong in set(ALPHABET + string.ascii_uppercase + string.digits) - {token[place]}:
        assert parse(token[:place] + wrong + token[place + 1 :]) is None


@given(tokens)
def test_every_exchange_of_two_characters_is_noticed(token: str) -> None:
    for first in range(len(token)):
        for second in range(first + 1, len(token)):
            swapped = list(token)
            swapped[first], swapped[second] = token[second], token[first]
            expected = token if token[first] == token[second] else None
            assert parse("".join(swapped)) == expected


@given(tokens, st.sampled_from(ALPHABET))
def test_a_missing_or_surplus_character_is_noticed(token: str, more: str) -> None:
    for place in range(len(token)):
        assert parse(token[:place] + token[place + 1 :]) is None
        assert parse(token[:place] + more + token[place:]) is None


@given(st.text(st.characters()) | st.text("/q?#&=c%3D" + ALPHABET, max_size=60))
def test_arbitrary_text_never_raises_and_yields_only_real_tokens(text: str) -> None:
    found = parse(text)
    assert found is None or parse(found) == found
    code = parse_check_code(text)
    assert code is None or (len(code) == 6 and set(code) <= set(ALPHABET))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "/q/",
        "c=",
        "c%3D",
        "%",
        "%zz",
        "\ud800",
        "https://host/q/",
        "https://host/p/{token}",
        "https://host/?q={token}",
    ],
)
def test_what_holds_no_token_is_refused(text: str) -> None:
    assert parse(text.format(token=new_token())) is None


def test_a_letter_that_becomes_two_when_upper_cased_is_refused() -> None:
    all_s = sum(ALPHABET.index("S") * 29**place for place in range(13)).to_bytes(16)
    token = new_token(lambda _: all_s)
    assert token.startswith("S" * 13)
    assert parse(token.replace("SS", "ß", 1)) is None
    assert parse_check_code("SSSSß") is None


def test_an_address_encoded_twice_is_refused() -> None:
    assert parse(quote(quote(f"https://host/q/{new_token()}", safe=""), safe="")) is None


@pytest.mark.parametrize("piece", ["/q/", "\ufdfa", "%2Fq%2F", "c=", " ", "a", "/q/=", "%", "̂"])
def test_long_text_is_refused_unread(piece: str) -> None:
    assert parse(piece * 1_000_000 + landing_path(new_token())) is None
    assert parse_check_code(piece * 1_000_000) is None
    assert parse((piece * MAX_INPUT)[:MAX_INPUT]) is None


@given(st.binary(min_size=16, max_size=16), st.booleans())
def test_a_check_code_is_understood_as_typed(drawn: bytes, lower: bool) -> None:
    code = new_check_code(lambda _: drawn)
    assert len(code) == 6
    assert set(code) <= set(ALPHABET)
    typed = (code.lower() if lower else code).translate(FULL_WIDTH)
    assert parse_check_code(f" {typed[:3]}－{typed[3:]} ") == code


@pytest.mark.parametrize("text", ["", "33333", "3333333", "33333O", "３３３３３１"])
def test_a_misspelled_check_code_is_refused(text: str) -> None:
    assert parse_check_code(text) is None


@pytest.mark.parametrize(
    "typed",
    ["411122-261120-7K3M9X", "411122 261120 7k3m9x", "4111222611207K3M9X", " 411122－261120－7k3m9x "],
)
def test_a_case_number_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_number(typed) == "411122-261120-7K3M9X"


def test_anything_is_a_number_to_look_for() -> None:
    assert parse_number("路灯") == "路灯"
    assert parse_number("") == ""
