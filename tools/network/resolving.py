"""Questions to one resolver, by its address and never by a name, so that they work while names don't."""

import asyncio
import time
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from ipaddress import ip_address
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, TypeAdapter, ValidationError

from memory.errors import Unavailable

if TYPE_CHECKING:
    import httpx2
    from dns.message import Message

PRETENDED = "sim:"
"""How the address of a resolver of the simulated house begins."""
_PARTS = ("dns.rcode", "dns.rdtypes.ANY.OPT", "dns.rdtypes.IN.A")
"""What an answer is read with."""
_PORTS = TypeAdapter(dict[str, int])


class Reply(StrEnum):
    """How a resolver answered a question, or did not."""

    ANSWERED = "answered"
    EMPTY = "empty"
    UNKNOWN = "unknown"
    FAILED = "failed"
    SILENT = "silent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question.

    `reply`: "answered" with `addresses`; "empty" and "unknown" say that the name has no address or does not exist;
    "failed" is any other code of DNS; "silent" is no answer, or nonsense, in time; "refused" is a closed port or a host
    that can't be reached. `milliseconds` is None where nothing came.
    """

    reply: Reply
    milliseconds: float | None = None
    addresses: frozenset[str] = frozenset()

    @property
    def lives(self) -> bool:
        """Whether anything came back that is DNS."""
        return self.reply not in {Reply.SILENT, Reply.REFUSED}


@dataclass(frozen=True, slots=True)
class Place:
    """An IP address and a port."""

    host: str
    port: int = 53


def _check_resolver(text: str) -> str:
    if text.startswith(PRETENDED):
        return text
    try:
        read_place(text)
    except ValueError as error:
        raise ValueError(
            f"{text!r} is not an IP address; write the resolver's address, such as 192.168.1.2, "
            "because names can't be looked up while DNS is down"
        ) from error
    return text


ResolverAddress = Annotated[str, AfterValidator(_check_resolver)]
"""An IP address, with a port if it is not 53: "192.168.1.2", "192.168.1.2:5353", "[fd00::2]:53"; no host name."""


def read_place(text: str) -> Place:
    """An address as it is written in the settings.

    Raises:
        ValueError: It is no IP address with or without a port.
    """
    text = text.strip()
    try:
        return Place(str(ip_address(text.strip("[]"))))
    except ValueError:
        host, _, port = text.rpartition(":")
        number = int(port)
        if not 0 < number < 65536:
            raise ValueError(f"{number} is no port") from None
        return Place(str(ip_address(host.strip("[]"))), number)


class Resolvers:
    """Where resolvers are: as written, or where the simulated house says."""

    def __init__(self, http: "httpx2.AsyncClient", simulation: str | None) -> None:
        self._http = http
        self._simulation = simulation
        self._ports: dict[str, int] = {}

    async def find(self, address: str) -> Place:
        """Where the resolver of that address answers.

        Raises:
            Unavailable: The simulated house does not say.
        """
        if not address.startswith(PRETENDED):
            return read_place(address)
        name = address.removeprefix(PRETENDED)
        if name not in self._ports:
            self._ports = await self._ask_ports()
        if name not in self._ports:
            raise Unavailable(f"The simulated house has no resolver {name}; name one of its house file.")
        return Place("127.0.0.1", self._ports[name])

    def forget(self) -> None:
        """Ask the simulated house again next time: it may have been started anew."""
        self._ports = {}

    async def _ask_ports(self) -> dict[str, int]:
        import httpx2

        if self._simulation is None:
            raise Unavailable("A resolver called sim:… is one of a simulated house; write an IP address.")
        try:
            answer = await self._http.get(f"{self._simulation}/network/failover/ports", timeout=2)
            return _PORTS.validate_json(answer.content)
        except (httpx2.HTTPError, ValidationError) as error:
            raise Unavailable("The simulated house does not answer; try again in a minute.") from error


async def ask(place: Place, name: str, seconds: float) -> Answer:
    """Ask for the IPv4 address of a name, over UDP, once.

    Args:
        place: Which resolver.
        name: A host name.
        seconds: How long to wait.
    """
    import dns.message

    for each in _PARTS:
        import_module(each)  # before the time runs
    question = dns.message.make_query(name, "A")
    begun = time.perf_counter()
    loop = asyncio.get_running_loop()
    heard: asyncio.Future[Message] = loop.create_future()
    try:
        async with asyncio.timeout(seconds):
            # Connected, so that a closed port is told at once instead of being a silence.
            line, _ = await loop.create_datagram_endpoint(
                lambda: _Listening(question, heard), remote_addr=(place.host, place.port)
            )
            try:
                line.sendto(question.to_wire())
                answer = await heard
            finally:
                line.close()
    except TimeoutError:
        return Answer(Reply.SILENT)
    except OSError:
        return Answer(Reply.REFUSED)
    return _read(answer, 1000 * (time.perf_counter() - begun))


class _Listening(asyncio.DatagramProtocol):
    """Waits for the answer to one question and leaves aside what is none."""

    def __init__(self, question: "Message", heard: "asyncio.Future[Message]") -> None:
        self._question = question
        self._heard = heard

    def datagram_received(self, data: bytes, addr: object) -> None:
        import dns.exception
        import dns.message

        del addr
        try:
            answer = dns.message.from_wire(data, ignore_trailing=True)
        except (dns.exception.DNSException, ValueError):
            return
        if self._question.is_response(answer) and not self._heard.done():
            self._heard.set_result(answer)

    def error_received(self, exc: Exception) -> None:
        if not self._heard.done():
            self._heard.set_exception(exc)


def _read(answer: "Message", milliseconds: float) -> Answer:
    import dns.rcode
    from dns.rdtypes.IN.A import A

    code = answer.rcode()
    if code == dns.rcode.NXDOMAIN:
        return Answer(Reply.UNKNOWN, milliseconds)
    if code != dns.rcode.NOERROR:
        return Answer(Reply.FAILED, milliseconds)
    records = [record for rows in answer.answer for record in list[object](rows) if isinstance(record, A)]
    addresses = frozenset(record.address for record in records)
    return Answer(Reply.ANSWERED if addresses else Reply.EMPTY, milliseconds, addresses)
