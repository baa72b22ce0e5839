"""How a turn went, for programs: what `homeops ask --json` prints and `/v1/messages` returns."""

from pydantic import BaseModel, Field, JsonValue


class CallReport(BaseModel):
    """One verb that was called: `outcome` is one of done, failed, refused, awaiting, rehearsed, unknown."""

    name: str
    args: dict[str, JsonValue]
    outcome: str


class CardReport(BaseModel):
    """An approval that waits for a person: what would happen, until when (ISO 8601), and the buttons' labels."""

    text: str
    expires_at: str
    choices: list[str]


class FileReport(BaseModel):
    """A file of the answer; `alt` says in words what a picture shows, `path` is where it was put on this machine."""

    name: str
    media_type: str
    alt: str
    path: str | None = None


class Report(BaseModel):
    """One turn: the reply, which brain answered, what was called, tokens used and milliseconds taken.

    `choices` are the labels of the buttons under the reply; `pushed` are messages that came unasked meanwhile; `state` is
    the simulated world after it, by domain, where it was asked for (`homeops ask --state`).
    """

    reply: str = ""
    brain: str = ""
    calls: list[CallReport] = Field(default_factory=list[CallReport])
    approval: CardReport | None = None
    choices: list[str] = Field(default_factory=list[str])
    attachments: list[FileReport] = Field(default_factory=list[FileReport])
    pushed: list[str] = Field(default_factory=list[str])
    tokens: int = 0
    ms: int = 0
    state: dict[str, JsonValue] | None = None

    def as_line(self) -> str:
        """One line of JSON, without a state that nobody asked for."""
        return self.model_dump_json(exclude={"state"} if self.state is None else None)
