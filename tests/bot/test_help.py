"""Someone who asks for help is shown sentences, never the names of verbs."""

import pytest

from tests.bot.house import House


@pytest.mark.parametrize("words", ["/help", "help", "what can you do?"])
async def test_help_is_a_few_sentences_to_try(house: House, words: str) -> None:
    report = await house.says(words)
    assert "for example" in report.reply
    assert "_" not in report.reply
