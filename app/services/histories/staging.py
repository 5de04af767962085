"""Puts a case on its course: when it began, who handed it in, and each step until it stands where the course ends."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from app.domain import tokens
from app.domain.deadlines import CHINA, day_of
from app.domain.vocabulary import Channel, DeskLevel, EventKind, EventStatus, Kind, Status, Visibility
from app.models import Case, Event, EventPerson
from app.presets.loader import Preset
from app.services.bulk import stand_in
from app.services.histories.cast import Cast
from app.services.histories.courses import COURSES, DEEDS, RATINGS, Course
from app.services.histories.past import Past, awake, id_at
from app.services.histories.scenes import Scene, Scenery
from app.services.histories.timing import Timing
from app.services.reckoning import Reckoner

_CHANNELS = {
    Channel.SCAN: 58,
    Channel.APP: 12,
    Channel.STATION: 10,
    Channel.PHONE: 8,
    Channel.RECEPTION: 7,
    Channel.LETTER: 3,
    Channel.EVENT: 2,
}
_BY_DESK = (Channel.STATION, Channel.LETTER)
_KINDS = {Kind.APPEAL: 78, Kind.ENTERPRISE: 10, Kind.OPINION: 8, Kind.REVIEW_ITEM: 4}
_VISIBILITIES = {Visibility.PUBLIC: 35, Visibility.UNITS: 50, Visibility.STATION: 15}
_MASTERS = frozenset({Status.HANDLING, Status.REPLY_REVIEW, Status.REPLIED, Status.TRACKING, Status.CLOSED})
_SOME, _ANONYMOUS, _KNOWN_POSITION = 0.3, 0.08, 0.6
_CODES = len(tokens.ALPHABET) ** tokens.CHECK_CODE_LENGTH
_STRIDE = 387_420_489
"""Coprime to the number of codes: serial numbers times this never meet, and do not look like a row."""
_ROOM = timedelta(hours=10)


class Stage:
    """Makes pasts, as many as asked for. The same seed makes the same matters on the same people."""

    def __init__(self, cast: Cast, preset: Preset, rng: Random, now: datetime, told: Reckoner) -> None:
        self.cast, self.preset, self.rng, self.now = cast, preset, rng, now
        self.told, self.names = told, cast.bodies()
        self.scenery = Scenery(cast, preset, rng)
        self.masters: deque[Past] = deque(maxlen=200)
        self.serial = rng.randrange(_CODES)

    def pasts(self, wanted: int) -> Iterator[Past]:
        """Every status comes before any comes again; then in the proportions of the courses."""
        made = 0
        while made < wanted:
            for course in self._deck(first=made == 0)[: wanted - made]:
                made += 1
                past = self._merged(course) if course.status is Status.MERGED else None
                past = past or self._play(course)
                if (
                    past.stands in _MASTERS
                    and past.case.kind in (Kind.APPEAL, Kind.OPINION)
                    and not past.case.sealed
                ):
                    self.masters.append(past)
                yield past

    def _deck(self, *, first: bool) -> list[Course]:
        deck = [course for course in COURSES for _ in range(course.weight)]
        self.rng.shuffle(deck)
        if first:
            one_each = list({course.status: course for course in reversed(deck)}.values())
            one_each.sort(key=lambda course: course.status is Status.MERGED)
            for course in one_each:
                deck.remove(course)
            deck = [*one_each, *deck]
        return deck

    def _play(self, course: Course) -> Past:
        if course.status is Status.MERGED:  # nothing to merge into yet
            course = replace(course, status=Status.REGISTERED, steps="scan", rest=(0.4, 6))
        scene = self._scene(course)
        steps = self._steps(course, scene)
        moments = self._moments(course, steps)
        return self._run(course, scene, [step for step in steps if not step.startswith("+")], moments)

    def _scene(self, course: Course) -> Scene:
        kinds = course.kinds
        if len(kinds) > 1:
            among = [
                kind for kind in _KINDS if kind in kinds and not (course.county and kind is Kind.OPINION)
            ]
            kinds = frozenset(self.rng.choices(among, [_KINDS[kind] for kind in among]))
        channels = course.channels or tuple(_CHANNELS)
        if Kind.REVIEW_ITEM in kinds:
            channels = _BY_DESK
        elif Kind.SUGGESTION in kinds:
            channels = (Channel.APP,)
        channel = self.rng.choices(channels, [_CHANNELS[item] for item in channels])[0]
        for _ in range(50):
            scene = self.scenery.scene(kinds, channel, openly=course.openly, joint=course.joint)
            if not course.county or not scene.of_town:
                return scene
        raise LookupError(f"no matter of the county for {course}")

    def _steps(self, course: Course, scene: Scene) -> list[str]:
        """The course with everything that a step may stand for put in its place."""
        steps: list[str] = []
        for step in course.steps.split():
            if step == "open":
                steps += self._opening(scene)
            elif step in ("hand_over", "dispatch"):
                steps += self._handing_over(scene, signed=step == "hand_over")
            elif step in RATINGS and scene.rater is None:
                steps.append("close_unrated")
            elif not step.startswith("?"):
                steps.append(step)
            elif self.rng.random() < _SOME:
                steps.append(step[1:])
        return steps

    def _opening(self, scene: Scene) -> list[str]:
        if scene.matter.kind is Kind.SUGGESTION:
            return ["draft", "cosign", "cosign", "submit", "register"]
        if scene.channel is Channel.SCAN:
            return ["scan"]
        return ["send" if scene.channel is Channel.APP else "take_down", "register"]

    def _handing_over(self, scene: Scene, *, signed: bool) -> list[str]:
        """By the town to its own unit; else at the county, by the committee that claims it or by the office."""
        signing = ["accept"] if signed else []
        if scene.of_town:
            return ["dispatch_town", *signing]
        up = [] if scene.matter.kind is Kind.SUGGESTION else ["escalate"]
        by = (
            ["claim_field", "dispatch_field"]
            if scene.committee and self.rng.random() < 0.7
            else ["dispatch_county"]
        )
        return [*up, *by, *signing, *(signing if scene.joins else [])]

    def _moments(self, course: Course, steps: list[str]) -> list[datetime]:
        """When each step happens: the last one `rest` days ago, the others as long before as things take."""
        hours, waited = [], 0.0
        for step in steps:
            if step.startswith("+"):
                waited += float(step)
                continue
            deed = DEEDS[step]
            hours.append(waited + self.rng.uniform(deed.least, deed.most))
            waited = 0.0
        last = self.now - timedelta(days=self.rng.uniform(*course.rest))
        moment = last - timedelta(hours=sum(hours))
        found = []
        for gap in hours:
            moment += timedelta(hours=gap)
            found.append(awake(moment))
        return found

    def _run(
        self,
        course: Course,
        scene: Scene,
        steps: list[str],
        moments: list[datetime],
        master: Past | None = None,
    ) -> Past:
        case = self._case(course, scene, moments[0], master)
        timing = Timing(self.told, self.names)
        past = Past(case, scene, iter(moments), self.rng, case.status, self.now, timing, master=master)
        if scene.channel in (Channel.RECEPTION, Channel.EVENT):
            self._reception(past)
        for step in steps:
            DEEDS[step].do(past)
        if past.stands is not course.status:
            raise LookupError(f"{course.steps} led to {past.stands}")
        past.up_to_now()
        return past

    def _merged(self, course: Course) -> Past | None:
        """A second one of the same place, while the first is under way."""
        for master in reversed(self.masters):
            until = master.last_at if master.ended else self.now
            since: datetime = [entry["at"] for entry in master.events if entry["version"]][1]
            if until - since > _ROOM * 2:
                self.masters.remove(master)
                first = since + (until - since) * self.rng.uniform(0.1, 0.4)
                second = first + (until - first) * self.rng.uniform(0.1, 0.6)
                scene = replace(
                    master.scene, submitter=self.rng.choice(self.cast.residents), channel=Channel.SCAN
                )
                return self._run(course, scene, ["scan", "merge"], [first, second], master)
        return None

    def _case(self, course: Course, scene: Scene, at: datetime, master: Past | None) -> Case:
        matter, resident = scene.matter, scene.submitter.resident
        suggestion, own = matter.kind is Kind.SUGGESTION, scene.has_account
        anonymous = not suggestion and matter.kind is Kind.APPEAL and self.rng.random() < _ANONYMOUS
        named = not suggestion and not anonymous
        public = suggestion or course.public or matter.kind is Kind.WISH
        position = self.rng.random() < _KNOWN_POSITION and scene.station.lat is not None
        title, text = scene.told(matter.title), self.scenery.text(scene)
        if master is not None:
            title, text = scene.say("merge_title") + master.case.title, scene.say("merge_text") + text
        return stand_in(
            Case,
            id=id_at(at, self.rng),
            county_code=self.cast.county_code,
            number=self._number(at),
            check_code=tokens.new_check_code(self.rng.randbytes),
            kind=matter.kind,
            channel=scene.channel,
            status=Status.DRAFT if suggestion else Status.SUBMITTED,
            title=title[:80],
            text=text,
            category_code=matter.category,
            area_code=scene.area_code,
            place=scene.place,
            lat=self._near(scene.station.lat) if position else None,
            lng=self._near(scene.station.lng) if position else None,
            code_id=self._code(scene) if scene.channel is Channel.SCAN else None,
            station_id=scene.station.id,
            deputy_id=scene.deputy[0].id if scene.deputy else None,
            submitter_id=scene.submitter.account_id
            if own
            else scene.deputy[1].account_id
            if suggestion and scene.deputy
            else None,
            anonymous=anonymous,
            contact_name=resident.name if named else "",
            contact_phone=resident.phone if named else "",
            firm_name=resident.firm if matter.kind is Kind.ENTERPRISE else "",
            visibility=Visibility.PUBLIC if public else self._visibility(),
            proxy_consent=None if own or suggestion else "本人口述，已当面核对并同意代录。",
            level=DeskLevel.COUNTY if suggestion else DeskLevel.TOWN,
            sealed=scene.sealed,
            created_at=at,
            updated_at=at,
        )

    def _number(self, at: datetime) -> str:
        self.serial = (self.serial + _STRIDE) % _CODES
        rest, letters = self.serial, ""
        for _ in range(tokens.CHECK_CODE_LENGTH):
            rest, value = divmod(rest, len(tokens.ALPHABET))
            letters += tokens.ALPHABET[value]
        return f"{self.cast.county_code}-{day_of(at):%y%m%d}-{letters}"

    def _code(self, scene: Scene) -> UUID | None:
        target = scene.deputy[0].id if scene.deputy else scene.station.id
        return self.cast.codes.get(target)

    def _visibility(self) -> Visibility:
        return self.rng.choices(list(_VISIBILITIES), list(_VISIBILITIES.values()))[0]

    def _near(self, degrees: float | None) -> float | None:
        return None if degrees is None else round(degrees + self.rng.uniform(-0.008, 0.008), 6)

    def _reception(self, past: Past) -> None:
        """The day on which it was taken down."""
        case, station = past.case, past.scene.station
        day = case.created_at.astimezone(CHINA).replace(minute=0, second=0, microsecond=0)
        kind = EventKind.RECEPTION if case.channel is Channel.RECEPTION else EventKind.SERVICE
        event = Event(
            id=past.new_id(case.created_at),
            county_code=case.county_code,
            kind=kind,
            status=EventStatus.HELD,
            title=f"{station.name}{kind.label}",
            place=station.address,
            station_id=station.id,
            summary="当天接待情况已逐件登记。",
            people=self.rng.randrange(3, 18),
            questions=self.rng.randrange(1, 6),
            starts_at=day - timedelta(hours=1),
            ends_at=day + timedelta(hours=2),
            created_at=day - timedelta(days=3),
        )
        case.event_id = event.id
        past.others.append(event)
        if past.scene.deputy:
            past.others.append(
                EventPerson(
                    id=past.new_id(case.created_at),
                    county_code=case.county_code,
                    event_id=event.id,
                    deputy_id=past.scene.deputy[0].id,
                    part="接待代表",
                    attended=True,
                )
            )
