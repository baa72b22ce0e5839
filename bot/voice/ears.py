"""What turns a recording into words or into one kind sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.house import Standing
from bot.voice.doubt import is_unsure
from bot.voice.limits import TOO_LONG, say_length, too_much
from bot.voice.listener import Listener
from bot.voice.places import find_model
from bot.voice.settings import VoiceSettings
from bot.voice.wire import Asked, Trouble
from memory.errors import HomeOpsError
from memory.messages import Attachment

NOT_SET_UP = "I can't listen to voice notes yet, because nobody has set that up. Please write it instead."
SENTENCES: Mapping[Trouble, str] = {
    Trouble.DAMAGED: "That recording is damaged or in a form that I can't play. Please record it again, or write it.",
    Trouble.NO_SOUND: "There is no sound in that file. Please record it again, or write it.",
    Trouble.SILENCE: "I heard nothing in that voice note. Perhaps the microphone was covered; please say it again.",
    Trouble.NOISE: "I heard noise but no words in that voice note. Please say it again closer to the phone, or write it.",
    Trouble.UNCLEAR: "I could not make out the words in that voice note. Please say it again more slowly, or write it.",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a recording: its words, or else the sentence that says why there are none.

    With `unsure` a change that the words ask for is to be confirmed.
    """

    text: str = ""
    sentence: str = ""
    unsure: bool = False


class Ears:
    """Hears recordings, one after the other; the model is looked for each time, so that one may be fetched meanwhile."""

    def __init__(self, settings: VoiceSettings, models: Path) -> None:
        self.settings = settings
        self._models = models
        self._listener: Listener | None = None

    async def hear(self, sound: Attachment, hotwords: str = "", language: str = "") -> Heard:
        """What is said in a recording; never raises for what the recording is.

        Args:
            sound: The recording. One without content was not fetched, and says why in `alt`.
            hotwords: Text with words that are likely.
            language: ISO 639-1 code of the language that the person speaks; the settings win.
        """
        if not sound.content:
            return Heard(sentence=sound.alt or SENTENCES[Trouble.NO_SOUND])
        if (refusal := too_much(self.settings, size=len(sound.content))) is not None:
            return Heard(sentence=refusal)
        folder = find_model(self.settings, self._models)
        if folder is None:
            return Heard(sentence=NOT_SET_UP)
        spoken = self.settings.language or language
        asked = Asked(
            language="" if spoken == "auto" else spoken,
            hotwords=hotwords,
            max_seconds=self.settings.max_seconds,
        )
        try:
            told = await (await self._listener_for(folder)).listen(sound.content, asked)
        except HomeOpsError as error:
            return Heard(sentence=error.sentence)
        if told.trouble is Trouble.TOO_LONG:
            limit = say_length(self.settings.max_seconds)
            return Heard(sentence=TOO_LONG.format(length=f"more than {limit}", limit=limit))
        if told.trouble is not None:
            return Heard(sentence=SENTENCES[told.trouble])
        return Heard(text=told.text, unsure=is_unsure(told.words))

    @property
    def pid(self) -> int | None:
        """The process that listens, if one runs just now."""
        return None if self._listener is None else self._listener.pid

    @property
    def has_model(self) -> bool:
        """Whether there is a model to listen with."""
        return find_model(self.settings, self._models) is not None

    def standing(self) -> Standing:
        """Whether voice notes can be heard; a household that never set them up is well without."""
        settings, folder = self.settings, find_model(self.settings, self._models)
        if folder is not None:
            return Standing(name="voice", ok=True, summary=f"Voice notes are heard with {_say(settings)}.")
        if settings.path is not None:
            why = "is missing" if not settings.path.is_dir() else "is no Whisper model in CTranslate2 form"
            return Standing(
                name="voice",
                ok=False,
                summary=f"Voice notes can't be heard: {settings.path} {why}.",
                remedy="Mend `path` in [voice], or leave it out and run `homeops voice download`.",
            )
        return Standing(
            name="voice",
            ok=True,
            summary="Voice notes are not set up; `homeops voice download` fetches what they need.",
        )

    async def close(self) -> None:
        """End the process that listens."""
        if self._listener is not None:
            await self._listener.close()
            self._listener = None

    async def _listener_for(self, folder: Path) -> Listener:
        if self._listener is None or self._listener.folder != folder:
            await self.close()
            self._listener = Listener(folder, self.settings)
        return self._listener


def _say(settings: VoiceSettings) -> str:
    return f"the model in {settings.path}" if settings.path is not None else f"the model “{settings.model}”"
