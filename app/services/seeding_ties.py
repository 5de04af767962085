"""What ties the people of a preset county together: groups, standing links with their log, and the next receptions."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import count

from app.domain.deadlines import CHINA, day_of
from app.domain.vocabulary import DeputyStatus, EventKind, MemberRole, StationTier
from app.models import DeputyGroup, Event, EventPerson, GroupMember, Link, LinkContact
from app.models.base import Json
from app.services.seeding_rows import SINCE, CountyRows, Rows


def of(rows: CountyRows) -> Iterator[Rows]:
    """After the rows of the county itself."""
    yield from _groups(rows)
    yield from _links(rows)
    yield from _receptions(rows)


def _groups(rows: CountyRows) -> Iterator[Rows]:
    groups = [
        rows.row(
            DeputyGroup,
            entry,
            id=rows.ids[entry.key],
            station_id=rows.id_of(entry.station),
            sponsor_id=rows.id_of(entry.sponsor),
            leader_id=rows.id_of(entry.leader),
        )
        for entry in rows.county.groups
    ]
    yield DeputyGroup, groups
    joined = day_of(rows.now) - SINCE
    members = []
    for entry in rows.county.groups:
        same: Json = {"group_id": rows.ids[entry.key], "kind": entry.kind, "joined_on": joined}
        for deputy in entry.members:
            more = same | {"role": MemberRole.DEPUTY, "deputy_id": rows.ids[deputy]}
            members.append(GroupMember(county_code=rows.county.county.code, **more))
        members += [rows.row(GroupMember, person, **same) for person in entry.others]
    yield GroupMember, members


def _links(rows: CountyRows) -> Iterator[Rows]:
    today = day_of(rows.now)
    codes = {account: js_code for js_code, account in rows.accounts.items()}
    helpers = {codes[item.account_id]: item.id for item in rows.appointments if item.account_id}
    links, log = [], []
    for entry in rows.county.links:
        link = rows.row(
            Link,
            entry,
            deputy_id=rows.id_of(entry.deputy),
            office_id=rows.id_of(entry.office),
            appointment_id=helpers[entry.helper] if entry.helper else None,
            to_deputy_id=rows.id_of(entry.to),
            station_id=rows.id_of(entry.station),
            party_name=entry.party,
            party_phone=entry.phone,
            starts_on=today - timedelta(days=entry.days),
        )
        links.append(link)
        for said in entry.log:
            on = today - timedelta(days=said.days)
            log.append(rows.row(LinkContact, said, link_id=link.id, on=on, created_at=rows.now))
    yield Link, links
    yield LinkContact, log


def _receptions(rows: CountyRows) -> Iterator[Rows]:
    """The next day on which each station receives, with two of its deputies."""
    events, roster = [], []
    for entry in rows.county.stations:
        if entry.tier is not StationTier.STATION or not entry.schedule:
            continue
        hours = entry.schedule[-1]
        day = next(day for day in _days_after(day_of(rows.now)) if day.isoweekday() in hours.weekdays)
        event = Event(
            county_code=rows.county.county.code,
            kind=EventKind.RECEPTION,
            title=f"{entry.name}{hours.label}"[:80],
            place=entry.address,
            station_id=rows.ids[entry.key],
            starts_at=_at(day, hours.starts),
            ends_at=_at(day, hours.ends),
            created_at=rows.now,
        )
        events.append(event)
        here = [deputy for deputy in rows.county.deputies if deputy.station == entry.key]
        for deputy in [item for item in here if item.status is DeputyStatus.ACTIVE][-2:]:
            person: Json = {"event_id": event.id, "deputy_id": rows.ids[deputy.key], "part": "接待代表"}
            roster.append(EventPerson(county_code=rows.county.county.code, **person))
    yield Event, events
    yield EventPerson, roster


def _days_after(day: date) -> Iterator[date]:
    return (day + timedelta(days=number) for number in count(1))


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), CHINA)
