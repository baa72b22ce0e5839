"""One pretend resolver: real DNS over UDP and TCP on a loopback port, well or ill as it is told."""

import asyncio
import socket
import struct
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dns.message import Message

How = Literal["healthy", "hung", "dead", "lying", "upstream_down"]
_NONSENSE = "0.0.0.0"  # noqa: S104 - an answer, not a place to listen


class PretendDns:
    """Answers questions for addresses; its sockets live in a task of the running loop, and go with it."""

    def __init__(self, local: dict[str, str], outside: dict[str, str], latency_ms: float, how: How) -> None:
        self._local = {name.casefold(): address for name, address in local.items()}
        self._outside = {name.casefold(): address for name, address in outside.items()}
        self._latency = latency_ms / 1000
        self._serving: asyncio.Task[None] | None = None
        self._answering: set[asyncio.Task[None]] = set()
        self.how: How = how
        self.port = 0

    async def start(self) -> int:
        """Listen, if it does not yet; the port."""
        if self.port == 0 or (self._serving is None and self.how != "dead"):
            udp, tcp = _open(self.port)
            self.port = int(tcp.getsockname()[1])
            self._serving = asyncio.create_task(self._serve(udp, tcp))
            await asyncio.sleep(0)
            if self.how == "dead":
                await self._close()
        return self.port

    async def behave(self, how: How) -> None:
        """Be well, or ill in one of four ways."""
        self.how = how
        if how == "dead":
            await self._close()
        else:
            await self.start()

    async def _close(self) -> None:
        serving, self._serving = self._serving, None
        if serving is not None:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving

    async def _serve(self, udp: socket.socket, tcp: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            line, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(self), sock=udp)
            server = await asyncio.start_server(self._stream, sock=tcp)
            try:
                await loop.create_future()
            finally:
                line.close()
                server.close()
                await asyncio.sleep(0)
        finally:
            udp.close()
            tcp.close()

    def take(self, wire: bytes, line: asyncio.DatagramTransport, sender: tuple[str, int]) -> None:
        """Answer a datagram in its time."""

        async def answer() -> None:
            reply = await self.answer(wire)
            if reply is not None and not line.is_closing():
                line.sendto(reply, sender)

        task = asyncio.create_task(answer())
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                (length,) = struct.unpack("!H", await reader.readexactly(2))
                reply = await self.answer(await reader.readexactly(length))
                if reply is not None:
                    writer.write(struct.pack("!H", len(reply)) + reply)
                    await writer.drain()
        writer.close()

    async def answer(self, wire: bytes) -> bytes | None:
        """The answer to a question; None for silence."""
        import dns.exception
        import dns.message

        if self.how in {"hung", "dead"}:
            return None
        try:
            question = dns.message.from_wire(wire)
        except (dns.exception.DNSException, ValueError):
            return None
        await asyncio.sleep(self._latency)
        return self._reply(question).to_wire()

    def _reply(self, question: "Message") -> "Message":
        import dns.flags
        import dns.message
        import dns.rcode
        import dns.rdatatype
        import dns.rrset

        reply = dns.message.make_response(question)
        reply.flags |= dns.flags.RA
        asked = question.question[0]
        name = asked.name.to_text(omit_final_dot=True).casefold()
        if name not in self._local and self.how == "upstream_down":
            reply.set_rcode(dns.rcode.SERVFAIL)
            return reply
        address = self._address(name)
        if address is None:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif asked.rdtype == dns.rdatatype.A:
            reply.answer.append(dns.rrset.from_text(asked.name, 60, "IN", "A", address))
        return reply

    def _address(self, name: str) -> str | None:
        if name in self._local:
            return self._local[name]
        if self.how == "lying":
            return _NONSENSE
        if name in self._outside:
            return self._outside[name]
        labels = name.split(".")
        if len(labels) == 1 or name.endswith((".home", ".lan", ".invalid", ".test")):
            return None
        if any(name.endswith(f".{known}") for known in self._outside) and not labels[0].isalpha():
            return None
        one, two, three = sha256(name.encode()).digest()[:3]
        return f"151.{one}.{two}.{three}"


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, resolver: PretendDns) -> None:
        self._resolver = resolver
        self._line: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self._line = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self._line is not None
        self._resolver.take(data, self._line, addr)


def _open(port: int) -> tuple[socket.socket, socket.socket]:
    """A UDP and a TCP socket on the same loopback port, a free one for 0."""
    for _ in range(50):
        tcp = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            tcp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tcp.bind(("127.0.0.1", port))
            udp.bind(("127.0.0.1", tcp.getsockname()[1]))
            tcp.listen(16)
        except OSError:
            tcp.close()
            udp.close()
            if port:
                raise
        else:
            udp.setblocking(False)
            tcp.setblocking(False)
            return udp, tcp
    raise OSError("no free port")
