"""Every invented history is one that could have happened: legal step by step, and consistent where it stands."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.domain.outcomes import OPEN_ASSIGNMENT
from app.domain.vocabulary import Action as A
from app.domain.vocabulary import AssignmentStatus as H
from app.domain.vocabulary import Channel, Kind, Part, ReplyClass, Role, Satisfaction, Status
from app.models import Appointment, Assignment, Case, CaseEvent, CaseLink, Cosigner, Evaluation, Event, Reply
from app.presets.loader import load
from app.presets.size import DEMO
from tests.demo.conftest import session_on
from tests.demo.replay import ENDED, NOTHING_OPEN, History, played
from tests.world import START

Histories = dict[UUID, History]


def moment_of(identity: UUID) -> datetime:
    """The time in a UUIDv7."""
    return datetime.fromtimestamp((identity.int >> 80) / 1000, UTC)


async def histories_in(url: str) -> Histories:
    async with session_on(url) as session:
        found = {case.id: History(case) for case in await session.exec(select(Case))}
        for event in await session.exec(select(CaseEvent)):
            history = found[event.case_id]
            (history.events if event.version else history.noted).append(event)
        for share in await session.exec(select(Assignment)):
            found[share.case_id].assignments.append(share)
        for reply in await session.exec(select(Reply)):
            found[reply.case_id].replies.append(reply)
        for rating in await session.exec(select(Evaluation)):
            found[rating.case_id].evaluations.append(rating)
    for history in found.values():
        history.events.sort(key=lambda event: event.version or 0)
    return found


@pytest.fixture(scope="module")
async def histories(seeded: str) -> Histories:
    return await histories_in(seeded)


def test_there_is_something_of_everything(histories: Histories) -> None:
    cases = [history.case for history in histories.values()]
    assert len(cases) == DEMO.cases
    assert {case.status for case in cases} == set(Status)
    assert {case.kind for case in cases} == set(Kind)
    assert len({case.channel for case in cases}) >= 6
    assert max(case.created_at for case in cases) - min(case.created_at for case in cases) > timedelta(
        days=120
    )
    acted = {event.action for history in histories.values() for event in history.events}
    assert len(acted) > 35


def test_no_two_matters_read_the_same(histories: Histories) -> None:
    texts = Counter(history.case.text for history in histories.values())
    assert [text for text, times in texts.items() if times > 1] == []
    titles = Counter(history.case.title for history in histories.values())
    assert len(titles) > len(histories) * 0.85
    assert not [text for text in texts if "{" in text or "}" in text]
    assert len(load().matters.matters) >= 120


def test_every_history_is_legal(histories: Histories) -> None:
    for history in histories.values():
        ended = played(history)
        assert {item.id: item.status for item in history.assignments} == ended, history.case.title


def test_versions_and_times_follow_each_other(histories: Histories) -> None:
    for history in histories.values():
        case, events = history.case, history.events
        assert [event.version for event in events] == list(range(1, len(events) + 1))
        assert case.version == len(events)
        assert events[0].at == case.created_at
        assert events[-1].at == case.updated_at <= START
        if case.code_id and len(events) == 2:
            continue  # through the front door, which writes both entries at once
        assert all(earlier.at < later.at for earlier, later in pairwise(events))
        assert all(earlier.id < later.id for earlier, later in pairwise(events))


def test_ids_are_made_of_the_time_of_what_they_name(histories: Histories) -> None:
    """So that a list by id, which every list is, is a list by time."""
    invented = [history for history in histories.values() if history.case.created_at < START]
    assert len(invented) == DEMO.cases - len(load().county.cases)
    for history in invented:
        rows: list[tuple[UUID, datetime]] = [(history.case.id, history.case.created_at)]
        rows += [(event.id, event.at) for event in history.events]
        rows += [(item.id, item.created_at) for item in history.assignments]
        rows += [(reply.id, reply.drafted_at) for reply in history.replies]
        for identity, at in rows:
            assert identity.version == 7
            assert abs(moment_of(identity) - at) < timedelta(milliseconds=2)


def handled(history: History) -> bool:
    """An accepted hand-over, or a claimer."""
    accepted = any(item.accepted_at and item.status in OPEN_ASSIGNMENT for item in history.assignments)
    return accepted or history.case.claimer_id is not None


def answered(history: History) -> bool:
    signed = [reply for reply in history.replies if reply.signed_at and reply.round == history.case.round]
    return bool(signed) and all(reply.signer for reply in signed)


def main_stands(history: History, status: H) -> bool:
    return any(item.part is not Part.CO and item.status is status for item in history.assignments)


def open_to_rating(history: History) -> bool:
    return history.case.rating_until is not None and history.case.rating_until > START


def nothing_more(history: History) -> bool:
    return True


HOLDS: dict[Status, Callable[[History], Any]] = {
    Status.DRAFT: lambda one: one.case.kind is Kind.SUGGESTION,
    Status.DISPATCHED: lambda one: main_stands(one, H.DISPATCHED) and one.case.reply_due_at,
    Status.RETURN_REVIEW: lambda one: main_stands(one, H.RETURN_REVIEW),
    Status.HANDLING: handled,
    Status.EXTERNAL: lambda one: one.case.external_system_id,
    Status.REPLY_REVIEW: lambda one: main_stands(one, H.REPLY_REVIEW) and one.replies,
    Status.REPLIED: lambda one: answered(one) and (one.case.redo_asked or open_to_rating(one)),
    Status.EXPERT_REVIEW: lambda one: one.case.round == 2,
    Status.TRACKING: lambda one: (
        one.case.promise_due_on and any(reply.reply_class is ReplyClass.IN_PROGRESS for reply in one.replies)
    ),
    Status.CLOSED: lambda one: one.case.closed_at and answered(one),
    Status.REFUSED: lambda one: one.events[-1].data["text"],
    Status.WITHDRAWN: lambda one: one.events[-1].role is Role.CITIZEN,
    Status.MERGED: lambda one: one.case.master_case_id,
    Status.CONVERTED: lambda one: one.events[-1].data["title"],
}


@pytest.mark.parametrize("status", Status)
def test_what_a_status_promises_holds(histories: Histories, status: Status) -> None:
    for history in histories.values():
        case = history.case
        if case.status is not status:
            continue
        assert HOLDS.get(status, nothing_more)(history), case.title
        assert (case.closed_at is not None) == (status in ENDED)
        assert (case.claimer_id is not None) <= (case.kind in (Kind.WISH, Kind.DISPUTE))
        if status in NOTHING_OPEN:
            assert not any(item.status in OPEN_ASSIGNMENT for item in history.assignments)


def test_a_merged_matter_went_into_one_that_was_open_and_of_the_same_place(histories: Histories) -> None:
    merged = [history for history in histories.values() if history.case.status is Status.MERGED]
    assert merged
    for history in merged:
        master = histories[history.case.master_case_id or history.case.id]
        at = history.events[-1].at
        stood = [event.to_status for event in master.events if event.at <= at][-1]
        assert stood not in ENDED
        assert master.case.station_id == history.case.station_id
        assert (master.case.sealed, history.case.sealed) == (False, False)


def test_ratings_are_given_by_those_asked_and_say_why(histories: Histories) -> None:
    for history in histories.values():
        rated = [event for event in history.events if event.action is A.EVALUATE]
        assert len(rated) == len(history.evaluations)
        for rating in history.evaluations:
            event = next(event for event in rated if event.at == rating.at)
            assert (event.account_id, event.round) == (rating.account_id, rating.round)
            assert rating.reason or rating.result is not Satisfaction.DISSATISFIED
            if event.role is Role.CITIZEN:
                assert rating.account_id == history.case.submitter_id


async def test_everybody_acted_in_a_capacity_he_has(histories: Histories, seeded: str) -> None:
    async with session_on(seeded) as session:
        appointments = {item.id: item for item in await session.exec(select(Appointment))}
        signatures = list(await session.exec(select(Cosigner)))
        links = {link.case_id for link in await session.exec(select(CaseLink))}
        events = {event.id: event for event in await session.exec(select(Event))}
    signed: dict[UUID, list[datetime]] = defaultdict(list)
    for signature in signatures:
        signed[signature.case_id] += [signature.signed_at] if signature.signed_at else []
    for history in histories.values():
        case = history.case
        for event in history.events:
            if event.appointment_id is not None:
                held = appointments[event.appointment_id]
                assert (held.role, held.account_id) == (event.role, event.account_id)
                assert held.name == event.actor_name
                assert held.unit_id == event.unit_id
            else:
                assert event.role in (Role.CITIZEN, Role.SYSTEM, Role.EXTERNAL)
        signings = [event.at for event in history.events if event.action is A.COSIGN]
        assert sorted(signed[case.id]) == signings
        assert (case.id in links) == any(event.action is A.CONVERT for event in history.events)
        received = case.channel in (Channel.RECEPTION, Channel.EVENT)
        assert received == (case.event_id is not None)
        if case.event_id:
            assert events[case.event_id].starts_at < case.created_at < events[case.event_id].ends_at


def test_contacts_are_as_anonymous_as_promised_and_numbers_impossible(histories: Histories) -> None:
    for history in histories.values():
        case = history.case
        if case.contact_phone:
            assert case.contact_phone.startswith("1990000") and len(case.contact_phone) == 11
        assert bool(case.firm_name) == (case.kind is Kind.ENTERPRISE)
        assert (case.submitter_id is None) == (case.proxy_consent is not None)
