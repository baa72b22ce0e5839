"""Files that people sent are kept once, up to a size, for those who may see them, until they are to go."""

import json
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from memory import inbox, kept_files, privacy
from memory.db import Store
from memory.messages import Attachment, Inbound, KeptFile
from memory.privacy import Trace
from memory.retention import Keeping, Retention
from memory.tables import InboxRow

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
CAT = Attachment("cat.jpg", "image/jpeg", b"meow" * 10)
BILL = Attachment("bill.pdf", "application/pdf", b"pay" * 10)
GONE = Attachment("film.mp4", "video/mp4", b"", "That file is 900 MB; I take up to 20 MB.")


def message(event_id: str, *files: Attachment, person: str = "anna") -> Inbound:
    return Inbound("telegram", event_id, f"telegram:{person}", person, "look", NOON, attachments=files)


async def send(
    store: Store, inbound: Inbound, at: datetime = NOON, most: int = kept_files.MOST_BYTES
) -> tuple[KeptFile, ...]:
    async with store.fenced() as session:
        await inbox.accept(session, inbound)
        return await kept_files.keep(session, inbound, inbound.sender, at, most)


async def read(store: Store, handle: str, person: str = "anna", conversation: str = "x") -> Attachment | None:
    async with store.reading() as session:
        return await kept_files.read(session, handle, person=person, conversation=conversation)


async def test_files_are_moved_out_of_the_inbox_and_read_by_their_handle(store: Store) -> None:
    said = message("1", CAT, GONE, BILL)
    cat, bill = await send(store, said)

    assert (cat.name, cat.media_type, cat.size) == ("cat.jpg", "image/jpeg", 40)
    assert await read(store, cat.id) == CAT
    assert await read(store, bill.id) == BILL
    async with store.reading() as session:
        left = await inbox.find(session, "telegram", "1")
        body = (await session.execute(select(col(InboxRow.body)))).scalar_one()
    assert left is not None
    assert [(each.name, each.content, each.alt) for each in left.attachments] == [
        ("cat.jpg", b"", ""),
        ("film.mp4", b"", GONE.alt),
        ("bill.pdf", b"", ""),
    ]
    assert left.text == "look"
    assert body.get("shared") is False


async def test_a_message_that_is_handled_again_has_the_same_files(store: Store) -> None:
    said = message("1", CAT, BILL)
    first = await send(store, said)
    assert await send(store, said) == first
    async with store.reading() as session:
        left = await inbox.find(session, "telegram", "1")
    assert left is not None
    assert await send(store, left) == first
    assert await read(store, first[0].id) == CAT


async def test_others_read_a_file_only_where_it_was_sent(store: Store) -> None:
    (cat,) = await send(store, message("1", CAT))
    assert await read(store, cat.id, "leo", "telegram:leo") is None
    assert await read(store, cat.id, "leo", "telegram:anna") == CAT
    assert await read(store, "nonsense") is None


async def test_the_oldest_go_when_there_are_too_many_bytes(store: Store) -> None:
    kept = [
        (await send(store, message(str(n), CAT), NOON + timedelta(minutes=n), most=100))[0] for n in range(4)
    ]
    there = [await read(store, each.id) is not None for each in kept]
    assert there == [False, False, True, True]

    (large,) = await send(store, message("9", Attachment("big", "image/png", b"x" * 300)), most=100)
    assert await read(store, large.id) is not None
    assert await read(store, kept[3].id) is None


async def test_old_ones_go_with_the_messages(store: Store) -> None:
    (old,) = await send(store, message("1", CAT), NOON - timedelta(days=91))
    (new,) = await send(store, message("2", CAT), NOON - timedelta(days=89))
    days = timedelta(days=90)

    await Retention(store, Keeping(days, days, days, days)).tidy(NOON)

    assert await read(store, old.id) is None
    assert await read(store, new.id) == CAT


async def test_they_are_told_of_and_erased_with_their_person(store: Store) -> None:
    (cat,) = await send(store, message("1", CAT))
    (other,) = await send(store, message("2", BILL, person="leo"))
    anna = Trace("anna", ("telegram:anna",))
    async with store.reading() as session:
        told = json.dumps(await privacy.export(session, anna))
    assert "cat.jpg" in told
    assert "bill.pdf" not in told

    async with store.fenced() as session:
        counted = await privacy.erase(session, anna)

    assert counted["files"] == 1
    assert await read(store, cat.id) is None
    assert await read(store, other.id, "leo") == BILL
