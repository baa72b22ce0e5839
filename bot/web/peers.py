"""Who is at the other end of a unix socket: only our own user and root are let in."""

import asyncio
import os
import socket
import struct
import sys

from uvicorn.protocols.http.h11_impl import H11Protocol


class OwnPeers(H11Protocol):
    """HTTP that hangs up on other users, should the file's rights ever let them through."""

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Look who it is before anything is read."""
        super().connection_made(transport)
        peer = transport.get_extra_info("socket")
        if peer is not None and not is_own(peer):
            transport.abort()


def is_own(peer: socket.socket) -> bool:
    """Whether the peer runs as our user or as root; always so where the system can't tell."""
    if sys.platform != "linux" or peer.family != socket.AF_UNIX:
        return True
    _, user, _ = struct.unpack("3i", peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return user in (0, os.getuid())
