"""The small parts: what is doubted, which names are told, what goes through the pipe, how sound is read."""

import io
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.voice.doubt import is_unsure
from bot.voice.hotwords import LONGEST, ORDERS, hotwords, write
from bot.voice.limits import say_length, too_much
from bot.voice.settings import VoiceSettings
from bot.voice.sound import RATE, NotHeard, decode, is_quiet
from bot.voice.wire import Asked, Told, Trouble, Word, pack, read
from memory.errors import Unavailable
from tests.bot.house import House
from tests.bot.voice.notes import sample, tone, wav
from tools.contract import Domain, Name


def said(text: str, sure: float = 0.97, **less: float) -> list[Word]:
    """Words that were heard with the same sureness, but for some."""
    return [Word(text=f" {word}", sure=less.get(word.strip(".%"), sure)) for word in text.split()]


@pytest.mark.parametrize(
    "words",
    [
        said("and lock the front door.", **{"and": 0.12}),
        said("turn of the light", turn=0.5, of=0.5),
        said("set the heating to 21 degrees.", **{"21": 0.7}),
        said("dim the lamp to 30%.", sure=0.99, **{"30": 0.9}),
        said("wake me in fifteen minutes", sure=0.94),
    ],
)
def test_what_may_have_been_something_else_is_unsure(words: list[Word]) -> None:
    assert is_unsure(words)


@pytest.mark.parametrize(
    "words",
    [
        said("turn off the kitchen ceiling light.", turn=0.5),
        said("set the heating to 21 degrees."),
        said("dim the lamp to 30%.", sure=0.99),
        [],
    ],
)
def test_what_was_heard_well_is_not(words: list[Word]) -> None:
    assert not is_unsure(words)


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=8), st.floats(0, 1)), max_size=12), st.data())
def test_whatever_is_heard_better_is_no_less_sure(
    pairs: list[tuple[str, float]], data: st.DataObject
) -> None:
    words = [Word(text=text, sure=sure) for text, sure in pairs]
    better = [Word(text=word.text, sure=data.draw(st.floats(word.sure, 1))) for word in words]
    assert is_unsure(words) or not is_unsure(better)


names = st.builds(Name, st.just("x"), st.text(min_size=1, max_size=60), st.booleans())


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["person", "area", "light", "process"]), st.lists(names, max_size=80)))
def test_names_always_fit(named: dict[str, list[Name]]) -> None:
    text = write(named)
    assert len(text) <= LONGEST + 2
    assert text.endswith(ORDERS)


async def test_the_names_of_people_places_and_things_are_told(home: House) -> None:
    text = await hotwords(home.local.parts.mind.door.verbs.domains)
    for name in ("Anna", "Leo", "nursery", "living room", "extractor", "Starfall"):
        assert name in text


async def test_a_domain_that_does_not_answer_is_left_out() -> None:
    async def away() -> list[Name]:
        raise Unavailable("The garden does not answer; look whether it is on.")

    async def people() -> list[Name]:
        return [Name("anna", "Anna")]

    asked = [
        Domain("garden", "", (), (), {"tree": away}),
        Domain("household", "", (), (), {"person": people}),
    ]
    assert await hotwords(asked) == f"Anna. {ORDERS}"


@settings(deadline=None)
@given(
    st.text(max_size=300),
    st.binary(max_size=2000),
    st.lists(st.builds(Word, text=st.text(max_size=9), sure=st.floats(0, 1)), max_size=9),
)
def test_what_goes_into_the_pipe_comes_out(text: str, recording: bytes, words: list[Word]) -> None:
    asked = Asked(language="en", hotwords=text, max_seconds=9)
    told = Told(words=words, trouble=Trouble.NOISE, seconds=1.5)
    pipe = io.BytesIO(pack(asked, recording) + pack(told))
    first, second = read(pipe), read(pipe)
    assert first is not None
    assert second is not None
    assert (Asked.model_validate_json(first[0]), first[1]) == (asked, recording)
    assert Told.model_validate_json(second[0]) == told
    assert read(pipe) is None


@settings(deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_sound_or_trouble(recording: bytes) -> None:
    with suppress(NotHeard):
        assert decode(recording, 5).dtype == np.float32


def test_the_start_of_a_recording_that_broke_off_is_read() -> None:
    whole = decode(sample("07.ogg"), 60)
    part = decode(sample("07.ogg")[:4000], 60)
    assert 0 < len(part) < len(whole)


def test_a_recording_is_decoded_no_further_than_allowed() -> None:
    assert len(decode(wav(tone(5)), 5)) == pytest.approx(5 * RATE, rel=0.01)
    with pytest.raises(NotHeard) as caught:
        decode(wav(tone(60)), 5)
    assert caught.value.trouble is Trouble.TOO_LONG
    assert caught.value.seconds < 10


def test_a_microphones_hiss_is_quiet_and_a_tone_is_not() -> None:
    assert is_quiet(decode(sample("silence.ogg"), 60))
    assert not is_quiet(decode(wav(tone(1)), 60))


def test_lengths_are_said_as_people_say_them() -> None:
    assert say_length(120) == "2 minutes"
    assert say_length(65) == "1 minute 5 seconds"
    assert say_length(1) == "1 second"


def test_the_limits_themselves_are_allowed() -> None:
    allowed = VoiceSettings(max_seconds=60, max_bytes=1_000_000)
    assert too_much(allowed, size=1_000_000, seconds=60) is None
    assert too_much(allowed) is None
    assert too_much(allowed, seconds=61) is not None
    assert too_much(allowed, size=1_000_001) is not None


PLAYLIST = b"ffconcat version 1.0\nfile other.wav\n"
CALL = b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n"


@pytest.mark.parametrize("recording", [PLAYLIST, CALL], ids=["a list of files", "an invitation to a call"])
def test_what_only_says_where_sound_is_opens_no_file_and_no_connection(
    recording: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.wav").write_bytes(wav(tone(1)))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotHeard) as told:
        decode(recording, 10)
    assert told.value.trouble is Trouble.NO_SOUND
