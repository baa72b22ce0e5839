"""Access tokens: signed by this process, good for a quarter of an hour at most, and only while it runs.

The key is never written down: after a restart or a takeover clients get a new access token with their refresh token,
and nothing that could sign one lies in a backup.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import ClaimsOption, JWTClaimsRegistry

from memory.clock import Clock
from memory.tokens import Client

ALGORITHM = "HS256"
ISSUER = "homeops"
MOST_KNOWN = 1_000
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Bearing:
    """What a good access token says: which client, made when (a later one of the same name is another), until when."""

    name: str
    made: str
    until: float


class Passes:
    """Gives out access tokens and reads them."""

    def __init__(self, clock: Clock, minutes: float) -> None:
        self._clock = clock
        self._lasts = timedelta(minutes=minutes)
        self._key = OctKey.import_key(secrets.token_bytes(32))
        self._known: dict[str, Bearing] = {}

    @property
    def seconds(self) -> int:
        """How long a new one lasts."""
        return int(self._lasts.total_seconds())

    def issue(self, client: Client) -> str:
        """A new access token for `client`."""
        now = int(self._clock.now().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": ISSUER,
            "sub": client.name,
            "made": client.created_at.isoformat(),
            "iat": now,
            "exp": now + self.seconds,
        }
        return jwt.encode({"alg": ALGORITHM}, claims, self._key, [ALGORITHM])

    def read(self, token: str) -> Bearing | None:
        """What `token` says; None if it is not ours, was changed or has run out."""
        bearing = self._known.get(token)
        if bearing is None:
            bearing = self._check(token)
        if bearing is None or bearing.until <= self._clock.now().timestamp():
            self._known.pop(token, None)
            return None
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[token] = bearing
        return bearing

    def _check(self, token: str) -> Bearing | None:
        if len(token) > LONGEST:
            return None
        wanted = ClaimsOption(essential=True, value=ISSUER)
        registry = JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            iss=wanted,
            aud=wanted,
            sub={"essential": True},
            made={"essential": True},
            exp={"essential": True},
        )
        try:
            claims = jwt.decode(token, self._key, [ALGORITHM]).claims
            registry.validate(claims)
        except (JoseError, ValueError, UnicodeError):
            return None
        return Bearing(str(claims["sub"]), str(claims["made"]), float(claims["exp"]))
