"""The rows of who is on the network: devices by MAC, and the hours of people and devices.

The settings tell of devices and bedtimes as they were at first; a row of the same MAC or person takes the place of that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update
from sqlmodel import col

from memory.upsert import insert_into
from tools.network.people.models import NEXT, Bedtime, Hours, Known
from tools.network.tables import NetworkDeviceRow, NetworkHoursRow, Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from memory.db import Store
    from tools.network import devices
    from tools.network.people.household import Household
    from tools.network.people.settings import PeopleSettings


@dataclass(slots=True)
class Registry:
    """What the house knows of the devices on its network and of who may be online when.

    `held` is the list of devices as it was read last, for what must be answered without waiting; `changed` says that it was
    written to since somebody looked at that.
    """

    store: "Store"
    settings: "PeopleSettings"
    household: "Household"
    held: Mapping[str, Known] = field(default_factory=dict[str, Known])
    changed: bool = False

    async def devices(self) -> Mapping[str, Known]:
        """Every device that was ever seen, by MAC."""
        async with self.store.reading() as session:
            rows = (await session.execute(select(NetworkDeviceRow))).scalars().all()
        essential = {each.mac for each in self.settings.devices if each.essential}
        self.held = {row.id: _known(row, essential) for row in rows}
        return self.held

    async def told(self) -> "Sequence[devices.Known]":
        """What people said of devices, as the rest of the network wants to know it."""
        from tools.network import devices

        rows = (await self.devices()).values()
        first = {each.mac: each for each in self.settings.devices}
        told = [
            devices.Known(each.id, each.name, each.owner) for each in rows if each.name and each.id != NEXT
        ]
        for mac, each in first.items():
            if mac not in self.held:
                owner = await self.household.find(each.owner) if each.owner else None
                told.append(devices.Known(mac, each.name, None if owner is None else owner.id))
        return told

    async def learn(
        self, mac: str, first_seen: "datetime", last_seen: "datetime", standing: Standing
    ) -> Known:
        """A device that has no row yet, as the settings know it or else with `standing`."""
        told = next((each for each in self.settings.devices if each.mac == mac), None)
        if told is None:
            return Known(id=mac, standing=standing, first_seen=first_seen, last_seen=last_seen)
        owner = await self.household.find(told.owner) if told.owner else None
        return Known(
            id=mac,
            name=told.name,
            owner=None if owner is None else owner.id,
            standing=Standing.OURS,
            first_seen=first_seen,
            last_seen=last_seen,
            essential=told.essential,
        )

    async def put(self, *devices: Known) -> None:
        """Keep devices, in place of what was kept of each."""
        if not devices:
            return
        async with self.store.fenced() as session:
            for each in devices:
                values = each.model_dump(exclude={"essential"})
                new = insert_into(session, NetworkDeviceRow).values(values)
                await session.execute(new.on_conflict_do_update(index_elements=["id"], set_=values))
        self.changed = True

    async def seen(self, devices: "Sequence[tuple[str, datetime]]") -> None:
        """Note when devices were seen last."""
        if not devices:
            return
        async with self.store.fenced() as session:
            for mac, at in devices:
                row = update(NetworkDeviceRow).where(col(NetworkDeviceRow.id) == mac)
                await session.execute(row.values(last_seen=at))

    async def forget(self, mac: str) -> None:
        """Keep nothing of a device any more."""
        async with self.store.fenced() as session:
            await session.execute(delete(NetworkDeviceRow).where(col(NetworkDeviceRow.id) == mac))
        self.changed = True

    async def hours(self) -> Mapping[str, Hours]:
        """The hours of everybody and every device for whom there are some."""
        async with self.store.reading() as session:
            rows = (await session.execute(select(NetworkHoursRow))).scalars().all()
        kept = {row.who: _hours(row) for row in rows}
        return {**await self._from_settings(), **kept}

    async def hours_row(self, who: str) -> Hours | None:
        """The row of a person or device as it is kept; None where only the settings tell."""
        async with self.store.reading() as session:
            row = await session.get(NetworkHoursRow, who)
            return None if row is None else _hours(row)

    async def put_hours(self, hours: Hours) -> None:
        """Keep hours, in place of those before."""
        values = hours.model_dump()
        values["bedtime"] = None if hours.bedtime is None else hours.bedtime.model_dump_json()
        async with self.store.fenced() as session:
            new = insert_into(session, NetworkHoursRow).values(values)
            await session.execute(new.on_conflict_do_update(index_elements=["who"], set_=values))

    async def forget_hours(self, who: str) -> None:
        """Go back to what the settings say of somebody."""
        async with self.store.fenced() as session:
            await session.execute(delete(NetworkHoursRow).where(col(NetworkHoursRow.who) == who))

    async def _from_settings(self) -> dict[str, Hours]:
        found: dict[str, Hours] = {}
        for each in self.settings.bedtimes:
            person = await self.household.find(each.person)
            if person is not None:
                bedtime = Bedtime(start=each.start, end=each.end, days=each.days)
                found[person.id] = Hours(who=person.id, bedtime=bedtime)
        return found


def _known(row: NetworkDeviceRow, essential: set[str]) -> Known:
    return Known(
        id=row.id,
        name=row.name,
        owner=row.owner,
        standing=row.standing,
        until=row.until,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        essential=row.id in essential,
    )


def _hours(row: NetworkHoursRow) -> Hours:
    return Hours(
        who=row.who,
        bedtime=None if row.bedtime is None else Bedtime.model_validate_json(row.bedtime),
        more_until=row.more_until,
        offline_since=row.offline_since,
        offline_until=row.offline_until,
    )
