"""What each action must carry: one form an action, used by its endpoint and by `allowed_actions`."""

from app.domain.vocabulary import Action, Kind
from app.domain.workflow.rules import DISPATCHABLE
from app.schemas.actions import answering, base, dispatching, drafting, outsiders, overlays, rating, sorting

FORMS: dict[Action, type[base.ActionForm]] = {
    Action.SUBMIT: base.BareForm,
    Action.COSIGN: base.BareForm,
    Action.REVISE: drafting.ReviseForm,
    Action.INVITE: drafting.InviteForm,
    Action.REGISTER: sorting.RegisterForm,
    Action.REFUSE: sorting.RefuseForm,
    Action.WITHDRAW: base.ReasonForm,
    Action.SCREEN: sorting.ScreenForm,
    Action.MERGE: sorting.MergeForm,
    Action.UNMERGE: base.ReasonForm,
    Action.SHORTLIST: sorting.ShortlistForm,
    Action.PROPOSE_ROUTE: sorting.ProposeRouteForm,
    Action.ANSWER_ON_SPOT: answering.AnswerOnSpotForm,
    Action.CLAIM: base.BareForm,
    Action.GIVE_BACK: base.ReasonForm,
    Action.DISPATCH: dispatching.DispatchForm,
    Action.ESCALATE: base.ReasonForm,
    Action.NEGOTIATE: dispatching.NegotiateForm,
    Action.PUSH_EXTERNAL: dispatching.PushExternalForm,
    Action.EXTERNAL_ACCEPT: dispatching.ExternalAcceptForm,
    Action.EXTERNAL_RETURN: base.ReasonForm,
    Action.EXTERNAL_REPLY: dispatching.ExternalReplyForm,
    Action.ACCEPT: dispatching.AcceptForm,
    Action.REQUEST_RETURN: dispatching.RequestReturnForm,
    Action.DECIDE_RETURN: dispatching.DecideReturnForm,
    Action.COMMUNICATE: answering.CommunicateForm,
    Action.PLAN: answering.PlanForm,
    Action.PROGRESS: answering.ProgressForm,
    Action.GIVE_OPINION: answering.OpinionForm,
    Action.REQUEST_EXTENSION: dispatching.RequestExtensionForm,
    Action.DECIDE_EXTENSION: dispatching.DecideExtensionForm,
    Action.SUSPEND: answering.SuspendForm,
    Action.RESUME: base.ReasonForm,
    Action.DRAFT_REPLY: answering.DraftReplyForm,
    Action.SEND_BACK: base.AssignmentReasonForm,
    Action.SIGN_REPLY: answering.SignReplyForm,
    Action.COMPLETE: answering.CompleteForm,
    Action.FEEDBACK: answering.FeedbackForm,
    Action.EVALUATE: rating.EvaluateForm,
    Action.REQUEST_REDO: base.ReasonForm,
    Action.REDO: rating.RedoForm,
    Action.DECLINE_REDO: base.ReasonForm,
    Action.CONCLUDE_REVIEW: rating.ConcludeReviewForm,
    Action.STRIKE_OFF: rating.StrikeOffForm,
    Action.CONVERT: sorting.ConvertForm,
    Action.REOPEN: base.ReasonForm,
    Action.URGE: overlays.UrgeForm,
    Action.SUPERVISE: overlays.SuperviseForm,
    Action.INTERVIEW: overlays.InterviewForm,
    Action.SITE_VISIT: overlays.SiteVisitForm,
    Action.REVISIT: overlays.RevisitForm,
    Action.FOLLOW: base.BareForm,
    Action.MARK_KEY: overlays.MarkKeyForm,
    Action.FLAG_QUALITY: overlays.FlagQualityForm,
    Action.SET_PARTIES: overlays.SetPartiesForm,
    Action.RECORD_PARTY_ACT: overlays.PartyActForm,
    Action.CONSULT: overlays.ConsultForm,
    Action.SET_EVENT: overlays.SetEventForm,
    Action.SET_DISPUTANTS: answering.SetDisputantsForm,
    Action.NOTE: base.NoteForm,
    Action.SUPPLEMENT: base.RecordForm,
    Action.REDACT: overlays.RedactForm,
    Action.PUBLISH: base.BareForm,
    Action.ASK_OUTSIDER: outsiders.AskOutsiderForm,
}
"""`close_unrated` has no form: only the product itself does it; nor has `outsider_answer`, given through a link."""

_ONLY_FOR: dict[str, frozenset[Kind]] = {
    "agreement": frozenset({Kind.DISPUTE}),
    "assignment_id": DISPATCHABLE,
}
"""Fields that mean something for matters of these kinds alone, in whichever form."""


def fields_of(action: Action, kind: Kind) -> dict[str, bool]:
    """What somebody fills in who does this to a matter of this kind: the names, and whether each is required."""
    fields = FORMS[action].model_fields
    asked = (name for name in fields if name not in _ONLY_FOR or kind in _ONLY_FOR[name])
    return {name: fields[name].is_required() for name in asked}
