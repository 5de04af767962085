"""From the rows of a county just made: who may act in its histories."""

from random import Random
from uuid import UUID

from app.domain.vocabulary import DeputyStatus, OfficeKind, Role, Route, StationKind, StationTier
from app.models import Appointment, Office, Station
from app.presets.loader import villages_of
from app.security.actors import Actor
from app.services.histories.cast import Cast, Submitter
from app.services.seeding_rows import CountyRows


def of(rows: CountyRows, rng: Random) -> Cast:
    areas = {area.code: area for area in rows.preset.places.areas}
    villages = {
        town.code: [(area.code, area.name) for area in villages_of(town.code, areas)]
        for town in rows.preset.places.towns
    }
    cast = Cast(county_code=rows.county.county.code, rng=rng, villages=villages)
    cast.towns = {town: areas[town].name for town in villages}
    _stations(cast, rows)
    _units(cast, rows)
    _offices(cast, rows)
    _people(cast, rows)
    cast.codes = {code.deputy_id or code.station_id or code.id: code.id for code in rows.codes}
    if rows.systems:
        cast.system = (rows.systems[0].id, rows.systems[0].name)
    return cast


def _stations(cast: Cast, rows: CountyRows) -> None:
    for station in rows.stations:
        cast.stations[station.id] = station
        cast.desks[station.id] = station.parent_id or station.id
        if station.tier is StationTier.STATION and station.kind is StationKind.TOWN:
            cast.homes[station.area_code] = station


def _units(cast: Cast, rows: CountyRows) -> None:
    """A town's construction centre is its first unit of the government's road."""
    by_id = {unit.id: unit for unit in rows.units}
    cast.units = {entry.key: by_id[rows.ids[entry.key]] for entry in rows.county.units}
    cast.unit_rows = by_id
    for unit in rows.units:
        if unit.route is Route.GOVERNMENT and len(unit.area_code) == 9 and unit.parent_id is None:
            cast.centres.setdefault(unit.area_code, unit)
    for office, units in rows.county.field_map.items():
        cast.fields[rows.ids[office]] = frozenset(rows.ids[unit] for unit in units)
        for unit_key in units:
            cast.committees.setdefault(rows.ids[unit_key], rows.ids[office])


def _offices(cast: Cast, rows: CountyRows) -> None:
    for office in rows.offices:
        if office.kind is OfficeKind.TOWN_OFFICE:
            cast.offices[office.area_code] = office
        elif office.kind is OfficeKind.COUNTY_OFFICE:
            cast.county_office = office
        else:
            cast.committee_rows.append(office)


def _people(cast: Cast, rows: CountyRows) -> None:
    """Whoever heads a unit leads no invented matter: he might have to judge his own."""
    deputies = {deputy.id: deputy for deputy in rows.deputies}
    bodies: dict[UUID, Station | Office] = {body.id: body for body in rows.stations}
    bodies |= {body.id: body for body in rows.offices}
    names = {body.id: body.name for body in bodies.values()} | {unit.id: unit.name for unit in rows.units}
    for appointment in rows.appointments:
        deputy = deputies.get(appointment.deputy_id) if appointment.deputy_id else None
        body_id = deputy.station_id if deputy else appointment.station_id or appointment.office_id
        body = bodies.get(body_id) if body_id else None
        actor = Actor(
            role=appointment.role,
            name=appointment.name,
            body=names.get(body_id or appointment.unit_id or appointment.id, ""),
            affiliation=appointment.affiliation,
            account_id=appointment.account_id,
            appointment_id=appointment.id,
            county_code=appointment.county_code,
            area_code=body.area_code if body else appointment.county_code,
            deputy_id=appointment.deputy_id,
            heads_unit_id=deputy.heads_unit_id if deputy else None,
            office_id=appointment.office_id,
            unit_id=appointment.unit_id,
        )
        if deputy is None:
            _serve(cast, appointment, actor)
        elif deputy.status is DeputyStatus.ACTIVE and deputy.heads_unit_id is None:
            cast.deputies[deputy.area_code[:9]].append((deputy, actor))
    for resident in rows.county.residents:
        submitter = Submitter(rows.accounts[resident.js_code], resident)
        (cast.firms if resident.firm else cast.residents).append(submitter)


def _serve(cast: Cast, appointment: Appointment, actor: Actor) -> None:
    scope = appointment.station_id or appointment.office_id or appointment.unit_id
    if scope is not None and appointment.role is not Role.ADMIN:
        cast.serving[appointment.role, scope].append(actor)
