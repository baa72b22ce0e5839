"""What goes over the socket, as JSON: the words of `/v1`."""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AliasChoices, AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from memory.messages import Outbound
from memory.scopes import Scope


class Said(BaseModel):
    """A message. Without `seat` it is one of a program, answered by a Report; with it, one typed at that terminal.

    `as` is the name of who says it; `pressed` is the id of a button, with `press` the text is the label of one; `event_id` makes a repetition harmless. Who asks
    for a `receipt` gets a header `homeops-answer: ID` and says POST /v1/answers/ID/read once the answer was shown.
    """

    model_config = ConfigDict(validate_by_name=True, extra="forbid")

    text: str
    person: str | None = Field(
        default=None, validation_alias=AliasChoices("as", "person"), serialization_alias="as"
    )
    conversation: str | None = None
    seat: str | None = None
    pressed: str | None = None
    event_id: str | None = None
    receipt: bool = False
    press: bool = False


class Passing(BaseModel):
    """Time that is to pass in a simulated household, and whose conversation is listened to meanwhile."""

    model_config = ConfigDict(validate_by_name=True, extra="forbid")

    by: timedelta
    person: str | None = Field(
        default=None, validation_alias=AliasChoices("as", "person"), serialization_alias="as"
    )
    conversation: str | None = None


ANSWER_HEADER = "homeops-answer"


class Seated(BaseModel):
    """The first event of a stream: the seat that was taken."""

    type: Literal["seated"] = "seated"
    seat: str


class Written(BaseModel):
    """What has been written of an answer so far."""

    type: Literal["progress"] = "progress"
    text: str


class Shown(BaseModel):
    """A message to show; POST /v1/events/{id}/shown once it was."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    type: Literal["message"] = "message"
    id: str
    message: Outbound


WireEvent = Annotated[Seated | Written | Shown, Field(discriminator="type")]
wire_event: TypeAdapter[Seated | Written | Shown] = TypeAdapter(WireEvent)


class Hello(BaseModel):
    """Who one talks to: the person's name, the home's name, and what is simulated ("" if nothing is)."""

    person: str
    home: str
    simulated: str = ""


class Refusal(BaseModel):
    """Why something was not done, as a sentence for a person."""

    error: str
    kind: Literal["mistake", "unavailable", "misconfigured"] = "mistake"


class NewToken(BaseModel):
    """A client that is to be let in: `program` for one that is nobody's hand; the owner's if no `person` is named."""

    model_config = ConfigDict(extra="forbid")

    name: str
    person: str | None = None
    program: bool = False
    scopes: tuple[Scope, ...] = ()
    days: int = Field(default=365, ge=1, le=3_650)


class TokenNote(BaseModel):
    """What there is to say of a client; `good` is False once it has run out or its person has left."""

    name: str
    person: str
    scopes: list[Scope]
    expires_at: AwareDatetime
    used_at: AwareDatetime | None = None
    good: bool = True


class Granted(BaseModel):
    """A new client's refresh token, which is not kept and can't be told again."""

    token: str
    about: TokenNote


token_notes: TypeAdapter[list[TokenNote]] = TypeAdapter(list[TokenNote])
