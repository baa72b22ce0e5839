"""What is asked for in a sentence that only supposes it."""

import pytest

from bot.rehearsing import is_supposing, rehearsal_clause


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("what would happen if I turned off the heating?", "turn off the heating"),
        ("What would happen if you were to unlock the front door", "unlock the front door"),
        ("what if we cleaned up", "clean up"),
        ("what happens if I lock the doors and close the blinds?", "lock the doors and close the blinds"),
        ("what would happen if I locked the doors and then closed the blinds?", "lock the doors and close the blinds"),
        ("what'd happen if I stopped gaming mode", "stop gaming mode"),
        ("what would you do if I told you to clean up the junk", "clean up the junk"),
        ("what would you do if I said good night", "good night"),
        ("What would happen if the heating was turned off?", "turn off the heating"),
        ("what if the front door were unlocked", "unlock the front door"),
        ("what happens when the kitchen lights go off", "turn off the kitchen lights"),
        ("what would turning off the heating do?", "turn off the heating"),
        ("what would movie night do?", "movie night"),
        ("dry run: clean up the junk", "clean up the junk"),
        ("Dry-run - turn everything off", "turn everything off"),
        ("rehearse turning off the lights downstairs", "turn off the lights downstairs"),
        ("pretend to unlock the front door", "unlock the front door"),
        ("pretend you unlocked the front door", "unlock the front door"),
        ("just show me what you'd do if I dimmed the lights to 20 %", "dim the lights to 20 %"),
        ("show me what you would do: empty the trash", "empty the trash"),
        ("turn off the heating, but just show me what you would do", "turn off the heating"),
        ("turn off all lights as a dry run", "turn off all lights"),
        ("suppose I emptied the trash, what would happen?", "empty the trash"),
        ("if I closed Spotify, what would happen?", "close Spotify"),
        ("hey, can you tell me what would happen if I ended Discord", "end Discord"),
        ("what would happen if you undid that", "undo that"),
        ("What would happen if I set the bedroom to 25\N{DEGREE SIGN}?", "set the bedroom to 25\N{DEGREE SIGN}"),
        ("what would happen if I decided to shut the garage", "shut the garage"),
    ],
)  # fmt: skip
def test_the_request_inside(text: str, clause: str) -> None:
    assert rehearsal_clause(text) == clause
    assert is_supposing(text)


@pytest.mark.parametrize(
    "text",
    [
        "what would happen if I didn't turn off the heating",
        "what if it rains tomorrow",
        "what happens if the disk is full",
    ],
)
def test_what_can_not_be_asked_for_is_still_only_supposed(text: str) -> None:
    assert rehearsal_clause(text) is None
    assert is_supposing(text)


@pytest.mark.parametrize(
    "text",
    [
        "turn off the heating",
        "what happened today",
        "what is using my memory",
        "tell me if the door is open",
        "if it gets dark turn on the light",
        "show me what you did",
        "cleanup dry run",
        "what would a cleanup delete",
        "what would you clean up",
        "how warm would it get",
        "what would you do",
        "say good night",
        "play pretend",
        "what is on in the kitchen",
    ],
)
def test_what_supposes_nothing_is_left_as_it_is(text: str) -> None:
    assert rehearsal_clause(text) is None
    assert not is_supposing(text)
