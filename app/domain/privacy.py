"""Who may read what, beyond seeing the case at all. Data with a test over all of it."""

import re

from app.domain.vocabulary import Action, Audience, Relation, Role, Status, Visibility

CONGRESS_ORGANS = frozenset(
    {Role.LIAISON, Role.STATION_HEAD, Role.TOWN_OFFICE, Role.COMMITTEE, Role.COUNTY_OFFICE}
)
UNITS = frozenset({Role.UNIT_HANDLER, Role.UNIT_HEAD})
DESK = CONGRESS_ORGANS | UNITS | {Role.DEPUTY, Role.MEDIATOR}

_ANY = frozenset({Relation.ANY})
_HELPING = frozenset({Relation.LEAD, Relation.CLAIMER})
_STATION = {
    Role.LIAISON: _ANY,
    Role.STATION_HEAD: _ANY,
    Role.CITIZEN: frozenset({Relation.SUBMITTER}),
}
_HANDLERS = _STATION | {
    Role.DEPUTY: _HELPING,
    Role.MEDIATOR: frozenset({Relation.CLAIMER}),
    Role.TOWN_OFFICE: _ANY,
    Role.COMMITTEE: _ANY,
    Role.COUNTY_OFFICE: _ANY,
    Role.UNIT_HANDLER: frozenset({Relation.MAIN}),
    Role.UNIT_HEAD: frozenset({Relation.MAIN}),
}
CONTACT: dict[Visibility, dict[Role, frozenset[Relation]]] = {
    Visibility.STATION: _STATION,
    Visibility.UNITS: _HANDLERS,
    Visibility.PUBLIC: _HANDLERS,
}
"""Who may know how to reach the submitter, by what he allowed. A co unit never needs to."""

AUDIENCE: dict[Audience, frozenset[Role]] = {
    Audience.PUBLIC: DESK | {Role.CITIZEN, Role.EXTERNAL},
    Audience.DESK: DESK,
    Audience.TALLY: CONGRESS_ORGANS | {Role.DEPUTY, Role.CITIZEN},
    Audience.CONGRESS: CONGRESS_ORGANS,
    Audience.UNIT: frozenset(),
}
"""Who reads an entry of the timeline. Units read TALLY once the round is decided, and UNIT if it is their own."""

ORIGINAL_TEXT = frozenset({Role.STATION_HEAD, Role.TOWN_OFFICE, Role.COUNTY_OFFICE})
"""Who still reads what was redacted (the submitter always does)."""

INNER_NOTE = UNITS | {Role.TOWN_OFFICE, Role.COMMITTEE, Role.COUNTY_OFFICE}
"""Who reads the inner note of a reply, which is kept apart from its public text."""

TALLY_OPEN = frozenset({Status.REPLIED, Status.EXPERT_REVIEW})
"""While a case stands here the ratings of its round are still being given."""

CITIZEN_FIELDS: dict[Action, frozenset[str]] = {
    Action.REGISTER: frozenset({"category_code"}),
    Action.REFUSE: frozenset({"reason", "text"}),
    Action.WITHDRAW: frozenset({"reason"}),
    Action.ANSWER_ON_SPOT: frozenset({"public_text", "basis", "answered_by"}),
    Action.CLAIM: frozenset({"claimer"}),
    Action.DISPATCH: frozenset({"units", "reply_due_on"}),
    Action.ESCALATE: frozenset({"reason"}),
    Action.PUSH_EXTERNAL: frozenset({"system", "reply_due_on"}),
    Action.EXTERNAL_ACCEPT: frozenset({"external_number"}),
    Action.EXTERNAL_REPLY: frozenset({"reply_class", "public_text"}),
    Action.ACCEPT: frozenset({"unit", "owners"}),
    Action.PLAN: frozenset({"unit", "measures", "people", "starts_on", "ends_on"}),
    Action.PROGRESS: frozenset({"unit", "claimer", "text"}),
    Action.DECIDE_EXTENSION: frozenset({"granted", "until", "reason"}),
    Action.SUSPEND: frozenset({"reason", "review_on"}),
    Action.SIGN_REPLY: frozenset(
        {
            "unit",
            "signer",
            "reply_class",
            "public_text",
            "plan",
            "reason",
            "finish_on",
            "escalated_to",
            "escalated_on",
        }
    ),
    Action.COMPLETE: frozenset({"public_text", "claimer"}),
    Action.FEEDBACK: frozenset({"method", "told_on", "text"}),
    Action.EVALUATE: frozenset({"result", "attitude", "reason"}),
    Action.REQUEST_REDO: frozenset({"reason"}),
    Action.REDO: frozenset({"reason", "reply_due_on"}),
    Action.DECLINE_REDO: frozenset({"reason"}),
    Action.CONCLUDE_REVIEW: frozenset({"finding"}),
    Action.STRIKE_OFF: frozenset({"proof"}),
    Action.CONVERT: frozenset({"kind", "title"}),
    Action.REOPEN: frozenset({"reason", "reply_due_on"}),
    Action.SUPPLEMENT: frozenset({"text"}),
    Action.MOVE_DUE: frozenset({"clock", "from", "to", "reason"}),
}
"""What a submitter reads of an entry besides what happened and when. Not listed: nothing."""

NAMING_FIELDS: dict[Action, frozenset[str]] = {Action.COMMUNICATE: frozenset({"met"})}
"""What names residents: kept from the desk, unless one may know the submitter or wrote it for the same unit."""

_GAP = r"[\s\-‐-―()（）]*"
_PERSONAL_NUMBER = re.compile(
    rf"(?<!\d)(?:(?:[8８][6６]{_GAP})?[1１][3-9３-９](?:{_GAP}\d){{9}}|[0０](?:{_GAP}\d){{9,11}}"
    rf"|[1-9](?:{_GAP}\d){{16}}{_GAP}[\dXx])(?!\d)"
)
"""A mobile number, a line with its area code, an identity number; also in groups or in full-width digits."""
_TITLE_LENGTH = 30
_WITHHELD = "（内容已隐去）"
_HIDDEN_NUMBER, _HIDDEN_NAME = "（号码已隐去）", "（姓名已隐去）"
_COURTESY, _BLANKS = r"(?:先生|女士|小姐|同志|师傅|老师)", r"\s*"
_FEWEST_DIGITS = 5


def title_of(text: str) -> str:
    """A title for a text that came without one: its beginning."""
    first = text.split("\n", 1)[0]
    return first if len(first) <= _TITLE_LENGTH else first[:_TITLE_LENGTH] + "…"


def public_title(title: str, redacted_text: str | None) -> str:
    """A title says what the text says: once the text is redacted it is taken from what is left of it."""
    return title if redacted_text is None else title_of(redacted_text) or _WITHHELD


def has_personal_number(text: str) -> bool:
    return _PERSONAL_NUMBER.search(text) is not None


def without_personal_numbers(text: str) -> str:
    return _PERSONAL_NUMBER.sub(_HIDDEN_NUMBER, text)


def without_submitter(text: str, name: str, phone: str) -> str:
    """Without any personal number, this very one however it is parted, and this name, with or without 先生 or 女士.

    A single character is no name: 王 stands in too many words, 王女士 does not.
    """
    digits, whole = re.sub(r"\D", "", phone), "".join(name.split())
    if len(digits) >= _FEWEST_DIGITS:
        text = re.sub(rf"(?<!\d){_GAP.join(map(_any_width, digits))}(?!\d)", _HIDDEN_NUMBER, text)
    bare = re.sub(rf"{_COURTESY}$", "", whole)
    said = bare if len(bare) > 1 else whole
    if len(said) > 1:
        text = re.sub(_BLANKS.join(map(re.escape, said)) + f"{_COURTESY}?", _HIDDEN_NAME, text)
    return without_personal_numbers(text)


def _any_width(digit: str) -> str:
    return f"[{digit}{chr(ord(digit) - ord('0') + ord('０'))}]"
