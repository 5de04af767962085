"""Who is told of which move. Data: a test sees to it that every action has its line."""

from enum import Enum

from app.domain.vocabulary import Action as A


class Party(Enum):
    """Somebody concerned, found from the case when the notice is delivered."""

    SUBMITTER = "submitter"
    LEAD = "lead"
    COSIGNERS = "cosigners"
    STATION = "station"
    DESK = "desk"
    DISPATCHER = "dispatcher"
    MAIN = "main"
    CO = "co"
    HEAD = "head"
    CLAIMER = "claimer"
    FOLLOWERS = "followers"
    LINK_GIVER = "link_giver"


P = Party
_ASKER = (P.SUBMITTER, P.LEAD, P.FOLLOWERS)
_HANDLERS = (P.MAIN, P.CO)

RECIPIENTS: dict[A, tuple[Party, ...]] = {
    A.SUBMIT: (P.SUBMITTER, P.LEAD, P.STATION),
    A.COSIGN: (P.LEAD, P.COSIGNERS),
    A.REGISTER: (P.SUBMITTER, P.FOLLOWERS),
    A.REFUSE: (*_ASKER, P.STATION),
    A.WITHDRAW: (P.LEAD, P.COSIGNERS, P.STATION, P.FOLLOWERS),
    A.SCREEN: (P.DESK,),
    A.MERGE: _ASKER,
    A.UNMERGE: _ASKER,
    A.SHORTLIST: (*_ASKER, P.DESK),
    A.PROPOSE_ROUTE: (P.DESK, P.STATION),
    A.ANSWER_ON_SPOT: (*_ASKER, P.STATION),
    A.CLAIM: (*_ASKER, P.STATION, P.DESK),
    A.GIVE_BACK: (*_ASKER, P.STATION, P.DESK),
    A.DISPATCH: (*_ASKER, *_HANDLERS, P.STATION),
    A.ESCALATE: (*_ASKER, P.DESK),
    A.PUSH_EXTERNAL: _ASKER,
    A.EXTERNAL_ACCEPT: (*_ASKER, P.STATION),
    A.EXTERNAL_RETURN: (P.STATION, P.DESK),
    A.EXTERNAL_REPLY: (*_ASKER, P.STATION, P.LINK_GIVER),
    A.ACCEPT: (*_ASKER, P.DISPATCHER),
    A.REQUEST_RETURN: (P.DISPATCHER,),
    A.DECIDE_RETURN: _HANDLERS,
    A.COMMUNICATE: (P.LEAD, P.DISPATCHER),
    A.PLAN: (*_ASKER, P.DISPATCHER),
    A.PROGRESS: (*_ASKER, P.MAIN),
    A.GIVE_OPINION: (P.MAIN,),
    A.REQUEST_EXTENSION: (P.DISPATCHER,),
    A.DECIDE_EXTENSION: (*_ASKER, *_HANDLERS),
    A.SUSPEND: (*_ASKER, *_HANDLERS),
    A.RESUME: (*_ASKER, *_HANDLERS),
    A.DRAFT_REPLY: (P.HEAD,),
    A.SEND_BACK: (P.MAIN,),
    A.SIGN_REPLY: (*_ASKER, P.STATION, P.DISPATCHER, P.CO),
    A.COMPLETE: (*_ASKER, P.STATION),
    A.FEEDBACK: (P.LEAD, P.STATION),
    A.EVALUATE: (P.LEAD, P.STATION, P.DISPATCHER),
    A.REQUEST_REDO: (P.LEAD, P.DISPATCHER, P.DESK),
    A.REDO: (*_ASKER, *_HANDLERS, P.CLAIMER),
    A.DECLINE_REDO: _ASKER,
    A.CONCLUDE_REVIEW: (*_ASKER, *_HANDLERS),
    A.STRIKE_OFF: (*_ASKER, *_HANDLERS),
    A.CONVERT: _ASKER,
    A.REOPEN: (*_ASKER, *_HANDLERS, P.CLAIMER),
    A.CLOSE_UNRATED: (P.SUBMITTER, P.LEAD),
    A.URGE: (*_HANDLERS, P.HEAD, P.CLAIMER),
    A.SUPERVISE: (*_HANDLERS, P.HEAD),
    A.INTERVIEW: (*_HANDLERS, P.HEAD),
    A.SITE_VISIT: (P.LEAD, P.DISPATCHER, P.MAIN),
    A.REVISIT: (P.LEAD, P.DISPATCHER),
    A.FOLLOW: (),
    A.MARK_KEY: (P.LEAD, *_HANDLERS, P.HEAD),
    A.FLAG_QUALITY: (*_HANDLERS, P.HEAD),
    A.SET_PARTIES: (P.LEAD, P.HEAD),
    A.NOTE: (),
    A.SUPPLEMENT: (P.LEAD, P.STATION, P.MAIN, P.CLAIMER),
    A.REDACT: (P.SUBMITTER,),
    A.PUBLISH: (P.SUBMITTER, P.LEAD),
    A.ASK_OUTSIDER: (),
    A.OUTSIDER_ANSWER: (P.LINK_GIVER,),
}

OWN_WORDS = frozenset({A.REDACT, A.PUBLISH})
"""About the words of one submitter: nothing to those whose cases were merged into his."""
