"""No verb changes what it may do, who may use it or whether it can be undone, unless tests/verbs.tsv says so (DESIGN §3)."""

from tests.bot.house import Place
from tests.verb_table import TABLE, rows, written


async def test_the_table_of_verbs_is_as_it_was_committed(place: Place) -> None:
    told = place.all_settings()
    async with place.open(home=told["home"], network=told["network"], media=told["media"]) as house:
        verbs = list(house.local.parts.mind.door.verbs)
    assert all(each.definition.description for each in verbs)
    now = written(rows(verbs))
    assert now == TABLE.read_text("utf-8"), "if that is meant, run `make verbs` and commit the table"
