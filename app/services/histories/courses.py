"""The ways a matter may go, as data: where it ends, step by step, and how often, by weight.

A step is the name of a deed. `open` and `hand_over` stand for the steps that fit the way in and the unit, `?deed`
happens to some, `+100` lets a hundred hours pass.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.domain.vocabulary import Channel, Kind, Status
from app.services.histories import handling, helping, rating, sorting
from app.services.histories.past import Past

S, K = Status, Kind
GENERAL = frozenset({K.APPEAL, K.ENTERPRISE, K.OPINION, K.REVIEW_ITEM})
RESIDENTS = frozenset({K.APPEAL, K.OPINION})
SUGGESTION, WISH, DISPUTE = frozenset({K.SUGGESTION}), frozenset({K.WISH}), frozenset({K.DISPUTE})
SCAN, APP = (Channel.SCAN,), (Channel.APP,)


@dataclass(frozen=True)
class Course:
    """One way. `rest` is how many days ago its last step was, at least and at most."""

    status: Status
    weight: int
    steps: str
    kinds: frozenset[Kind] = GENERAL
    channels: tuple[Channel, ...] = ()
    rest: tuple[float, float] = (1, 200)
    openly: bool = False
    public: bool = False
    county: bool = False
    joint: bool = False


@dataclass(frozen=True)
class Deed:
    """What happens, and how many hours after the step before it."""

    do: Callable[[Past], None]
    least: float
    most: float


_PLAIN = "open ?look screen shortlist hand_over plan ?note progress"
_ANSWERED = f"{_PLAIN} draft_reply sign feedback"
_LATELY, _RECENT = (0.4, 4), (0.4, 6)
_TO_REVIEW = f"{_ANSWERED} dissatisfied redo progress draft_reply sign feedback dissatisfied"

COURSES: tuple[Course, ...] = (
    # on the way in
    Course(S.DRAFT, 4, "draft cosign", SUGGESTION, rest=_RECENT),
    Course(S.SUBMITTED, 6, "send", RESIDENTS, APP, _LATELY),
    Course(S.SUBMITTED, 2, "draft cosign cosign submit", SUGGESTION, rest=_LATELY),
    Course(S.REGISTERED, 13, "open ?look", rest=_RECENT),
    Course(S.REGISTERED, 4, "open look screen ?supplement", rest=_RECENT),
    Course(S.REGISTERED, 1, "open", SUGGESTION, rest=_RECENT),
    Course(S.PENDING_DISPATCH, 6, "open screen shortlist", rest=_RECENT, openly=True),
    Course(
        S.PENDING_DISPATCH, 4, "open look screen shortlist escalate", rest=_RECENT, openly=True, county=True
    ),
    Course(S.PENDING_DISPATCH, 2, "open propose screen shortlist", RESIDENTS, SCAN, _RECENT, openly=True),
    Course(S.PENDING_DISPATCH, 2, "open screen shortlist", WISH, rest=_RECENT, public=True),
    Course(S.PENDING_DISPATCH, 1, "open screen shortlist", DISPUTE, rest=_RECENT),
    # in the hands of units
    Course(S.DISPATCHED, 12, "open screen shortlist dispatch", rest=(0.4, 2)),
    Course(S.DISPATCHED, 3, "open screen shortlist dispatch", SUGGESTION, rest=(0.4, 2)),
    Course(S.RETURN_REVIEW, 3, "open screen shortlist dispatch ask_return", rest=_LATELY),
    Course(S.RETURN_REVIEW, 2, "open screen shortlist hand_over ask_return", rest=_LATELY),
    Course(S.HANDLING, 16, _PLAIN, rest=_RECENT),
    Course(S.HANDLING, 5, f"{_PLAIN} ?follow urge +150 supervise", rest=_LATELY),
    Course(S.HANDLING, 3, f"{_PLAIN} suspend", rest=(2, 30)),
    Course(S.HANDLING, 3, f"{_PLAIN} ask_extension", rest=_LATELY),
    Course(S.HANDLING, 2, f"{_PLAIN} draft_reply send_back", rest=_LATELY),
    Course(S.HANDLING, 2, f"{_ANSWERED} dissatisfied redo progress", RESIDENTS, SCAN, _RECENT),
    Course(S.HANDLING, 2, f"{_PLAIN} mark_key +200 interview", rest=_LATELY, county=True),
    Course(S.HANDLING, 2, "open screen shortlist hand_over communicate plan", SUGGESTION, rest=_RECENT),
    Course(S.HANDLING, 2, "open screen shortlist claim_wish", WISH, rest=_RECENT, public=True),
    Course(S.HANDLING, 2, "open screen shortlist claim_dispute", DISPUTE, rest=_RECENT),
    Course(S.HANDLING, 3, f"{_PLAIN} give_opinion", rest=_RECENT, county=True, joint=True, openly=True),
    Course(S.EXTERNAL, 3, "open screen push_external", rest=_RECENT),
    Course(S.EXTERNAL, 3, "open screen push_external external_accept", rest=_RECENT),
    Course(S.REPLY_REVIEW, 7, f"{_PLAIN} draft_reply", rest=_LATELY),
    Course(S.REPLY_REVIEW, 1, f"{_PLAIN} draft_reply send_back progress draft_reply", rest=_LATELY),
    # answered
    Course(S.REPLIED, 13, _ANSWERED, rest=_LATELY),
    Course(S.REPLIED, 4, f"{_PLAIN} draft_refusal sign ?feedback", rest=_LATELY),
    Course(S.REPLIED, 3, f"{_ANSWERED} dissatisfied", RESIDENTS, SCAN, _LATELY),
    Course(S.REPLIED, 2, "open screen answer_on_spot", RESIDENTS, rest=_LATELY),
    Course(S.REPLIED, 2, "open screen shortlist claim_wish complete", WISH, rest=_LATELY, public=True),
    Course(S.REPLIED, 1, f"{_ANSWERED} ask_redo", RESIDENTS, SCAN, _LATELY),
    Course(S.EXPERT_REVIEW, 3, _TO_REVIEW, RESIDENTS, SCAN, (1, 10)),
    Course(S.TRACKING, 8, f"{_PLAIN} draft_promise sign feedback satisfied", RESIDENTS, SCAN, (2, 18)),
    # ended
    Course(S.CLOSED, 30, f"{_ANSWERED} satisfied"),
    Course(S.CLOSED, 12, f"{_ANSWERED} ?revisit basically"),
    Course(S.CLOSED, 8, f"{_ANSWERED} close_unrated"),
    Course(
        S.CLOSED,
        8,
        f"{_ANSWERED} dissatisfied redo plan progress draft_reply sign feedback satisfied",
        RESIDENTS,
        SCAN,
    ),
    Course(S.CLOSED, 5, f"{_ANSWERED} satisfied publish", RESIDENTS, SCAN, openly=True, public=True),
    Course(S.CLOSED, 4, f"{_PLAIN} ask_extension grant_extension +90 draft_reply sign feedback satisfied"),
    Course(
        S.CLOSED,
        4,
        "open screen shortlist dispatch ask_return uphold_return dispatch_again accept plan progress"
        " draft_reply sign feedback satisfied",
        county=True,
        openly=True,
    ),
    Course(
        S.CLOSED,
        3,
        "open screen shortlist dispatch ask_return deny_return accept plan progress draft_reply sign feedback"
        " basically",
    ),
    Course(S.CLOSED, 3, f"{_PLAIN} draft_reply send_back progress draft_reply sign feedback satisfied"),
    Course(S.CLOSED, 6, "open screen answer_on_spot satisfied", RESIDENTS),
    Course(S.CLOSED, 4, "open screen push_external external_accept external_reply satisfied", RESIDENTS),
    Course(
        S.CLOSED,
        1,
        "open screen push_external external_return hand_over draft_reply sign satisfied",
    ),
    Course(S.CLOSED, 4, f"{_PLAIN} draft_refusal sign feedback basically"),
    Course(S.CLOSED, 3, f"{_PLAIN} draft_escalated sign feedback satisfied"),
    Course(
        S.CLOSED,
        4,
        f"{_PLAIN} draft_promise sign feedback satisfied +300 strike_off",
        RESIDENTS,
        SCAN,
        (2, 150),
    ),
    Course(S.CLOSED, 2, f"{_TO_REVIEW} conclude_review", RESIDENTS, SCAN),
    Course(S.CLOSED, 2, f"{_PLAIN} suspend +400 resume draft_reply sign feedback satisfied"),
    Course(S.CLOSED, 2, f"{_ANSWERED} dissatisfied decline_redo", RESIDENTS, SCAN),
    Course(
        S.CLOSED,
        2,
        f"{_ANSWERED} satisfied +500 reopen progress draft_reply sign feedback satisfied",
        RESIDENTS,
        SCAN,
    ),
    Course(
        S.CLOSED,
        4,
        f"{_PLAIN} give_opinion draft_reply sign feedback satisfied",
        county=True,
        joint=True,
        openly=True,
    ),
    Course(
        S.CLOSED,
        2,
        f"{_PLAIN} mark_key follow flag_quality draft_reply sign satisfied",
        county=True,
        openly=True,
    ),
    Course(
        S.CLOSED,
        2,
        "open screen shortlist escalate dispatch_split accept accept plan draft_reply sign plan draft_reply sign"
        " feedback satisfied",
        county=True,
        joint=True,
        openly=True,
    ),
    Course(
        S.CLOSED,
        4,
        "open screen shortlist hand_over communicate plan +500 progress draft_reply sign feedback satisfied",
        SUGGESTION,
    ),
    Course(
        S.CLOSED,
        2,
        "open screen shortlist hand_over communicate draft_reply sign dissatisfied communicate +300 draft_reply sign"
        " satisfied",
        SUGGESTION,
    ),
    Course(S.CLOSED, 4, "open screen shortlist claim_wish complete satisfied", WISH, public=True),
    Course(
        S.CLOSED,
        1,
        "open screen shortlist claim_wish give_back claim_wish complete close_unrated",
        WISH,
        public=True,
    ),
    Course(S.CLOSED, 4, "open screen shortlist claim_dispute complete satisfied", DISPUTE),
    # ways out
    Course(S.REFUSED, 6, "open refuse", RESIDENTS),
    Course(S.REFUSED, 2, "open screen refuse", RESIDENTS),
    Course(S.WITHDRAWN, 5, "open ?look withdraw", RESIDENTS, SCAN),
    Course(S.CONVERTED, 5, "open look screen convert", RESIDENTS),
    Course(S.CONVERTED, 1, f"{_ANSWERED} convert", RESIDENTS),
    Course(S.MERGED, 8, "scan merge", RESIDENTS, SCAN),
)

DEEDS: dict[str, Deed] = {
    "scan": Deed(sorting.scan, 0, 0),
    "send": Deed(sorting.send, 0, 0),
    "take_down": Deed(sorting.take_down, 0, 0),
    "draft": Deed(sorting.draft, 0, 0),
    "cosign": Deed(sorting.cosign, 10, 80),
    "submit": Deed(sorting.submit, 10, 60),
    "register": Deed(sorting.register, 1, 22),
    "look": Deed(sorting.look, 3, 30),
    "screen": Deed(sorting.screen, 3, 26),
    "propose": Deed(sorting.propose, 2, 20),
    "shortlist": Deed(sorting.shortlist, 6, 50),
    "escalate": Deed(sorting.escalate, 3, 24),
    "claim_field": Deed(sorting.claim_field, 6, 48),
    "dispatch_town": Deed(sorting.dispatch_town, 3, 40),
    "dispatch_field": Deed(sorting.dispatch_field, 3, 40),
    "dispatch_county": Deed(sorting.dispatch_county, 3, 40),
    "dispatch_split": Deed(sorting.dispatch_split, 3, 40),
    "dispatch_again": Deed(sorting.dispatch_again, 5, 60),
    "refuse": Deed(sorting.refuse, 4, 30),
    "withdraw": Deed(sorting.withdraw, 4, 60),
    "merge": Deed(sorting.merge, 2, 30),
    "convert": Deed(sorting.convert, 20, 150),
    "accept": Deed(handling.accept, 1, 22),
    "plan": Deed(handling.plan, 5, 40),
    "progress": Deed(handling.progress, 20, 70),
    "communicate": Deed(handling.communicate, 24, 200),
    "give_opinion": Deed(handling.give_opinion, 20, 60),
    "ask_return": Deed(handling.ask_return, 5, 40),
    "uphold_return": Deed(handling.uphold_return, 6, 50),
    "deny_return": Deed(handling.deny_return, 6, 50),
    "ask_extension": Deed(handling.ask_extension, 4, 20),
    "grant_extension": Deed(handling.grant_extension, 3, 24),
    "suspend": Deed(handling.suspend, 10, 60),
    "resume": Deed(handling.resume, 5, 50),
    "draft_reply": Deed(handling.draft_reply, 10, 40),
    "draft_promise": Deed(handling.draft_promise, 10, 40),
    "draft_refusal": Deed(handling.draft_refusal, 10, 40),
    "draft_escalated": Deed(handling.draft_escalated, 10, 40),
    "send_back": Deed(handling.send_back, 2, 20),
    "sign": Deed(handling.sign, 2, 24),
    "answer_on_spot": Deed(helping.answer_on_spot, 2, 26),
    "claim_wish": Deed(helping.claim_wish, 10, 80),
    "claim_dispute": Deed(helping.claim_dispute, 10, 60),
    "give_back": Deed(helping.give_back, 20, 60),
    "complete": Deed(helping.complete, 30, 160),
    "push_external": Deed(helping.push_external, 4, 30),
    "external_accept": Deed(helping.external_accept, 1, 10),
    "external_return": Deed(helping.external_return, 10, 50),
    "external_reply": Deed(helping.external_reply, 30, 120),
    "feedback": Deed(rating.feedback, 3, 36),
    "satisfied": Deed(rating.satisfied, 4, 90),
    "basically": Deed(rating.basically, 4, 90),
    "dissatisfied": Deed(rating.dissatisfied, 4, 60),
    "close_unrated": Deed(rating.close_unrated, 15 * 24, 17 * 24),
    "ask_redo": Deed(rating.ask_redo, 10, 60),
    "redo": Deed(rating.redo, 5, 50),
    "decline_redo": Deed(rating.decline_redo, 5, 50),
    "conclude_review": Deed(rating.conclude_review, 50, 250),
    "reopen": Deed(rating.reopen, 5, 50),
    "strike_off": Deed(rating.strike_off, 100, 500),
    "urge": Deed(rating.urge, 20, 60),
    "supervise": Deed(rating.supervise, 10, 40),
    "interview": Deed(rating.interview, 10, 40),
    "mark_key": Deed(rating.mark_key, 4, 40),
    "flag_quality": Deed(rating.flag_quality, 4, 40),
    "follow": Deed(rating.follow, 2, 40),
    "note": Deed(rating.note, 2, 20),
    "supplement": Deed(rating.supplement, 5, 40),
    "publish": Deed(rating.publish, 10, 80),
    "revisit": Deed(rating.revisit, 10, 30),
}
RATINGS = frozenset({"satisfied", "basically", "dissatisfied"})
