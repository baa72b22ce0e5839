"""The client of Docker against answers as a real one gives them, and against bad ones."""

from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from memory.errors import Misconfigured, Mistake, Unavailable
from tools.farend import served
from tools.network.containers.logs import clean_line
from tools.network.docker import Docker
from tools.network.docker_answers import ROWS, Inspected, Measured

VERSION = b'{"Version": "24.0.7", "ApiVersion": "1.43"}'
JSON = "application/json"
# As Docker 24 and 27 answer, shortened.
ROW = rb"""[{"Id":"8dfafdbc3a40a8dfafdbc3a40a8dfafdbc3a40a8dfafdbc3a40a8dfafdbc3a40","Names":["/web/db","/media-plex-1"],
"Image":"plexinc/pms-docker:latest","ImageID":"sha256:d74508fb6632","Command":"/init","Created":1700000000,
"Ports":[{"IP":"0.0.0.0","PrivatePort":32400,"PublicPort":32400,"Type":"tcp"},{"PrivatePort":1900,"Type":"udp"}],
"Labels":{"com.docker.compose.service":"plex","com.docker.compose.project":"media",
"com.docker.compose.depends_on":"gluetun:service_healthy:true,db:service_started:false"},
"State":"running","Status":"Up 3 weeks (unhealthy)","HostConfig":{"NetworkMode":"media_default"},
"NetworkSettings":{"Networks":{"media_default":{"IPAMConfig":null,"IPAddress":"172.20.0.5"}}},"Mounts":[]},
{"Id":"9cd87474be90","Names":["/qb"],"Image":"x","State":"exited","Status":"Exited (137) 2 hours ago","Ports":[],
"Labels":null,"HostConfig":{"NetworkMode":"container:8dfafdbc3a40"},"NetworkSettings":{"Networks":{}}}]"""
NEVER = rb"""{"State":{"Status":"created","Running":false,"ExitCode":0,"StartedAt":"0001-01-01T00:00:00Z",
"FinishedAt":"0001-01-01T00:00:00Z"},"Image":"sha256:1","RestartCount":0,"Config":{"Image":"postgres:16","Tty":false}}"""
RAN = NEVER.replace(b'"StartedAt":"0001-01-01T00:00:00Z"', b'"StartedAt":"2026-11-23T09:12:33.123456789Z"')


def test_a_list_is_read_as_docker_writes_it() -> None:
    plex, qb = [each.read() for each in ROWS.validate_json(ROW)]
    assert (plex.name, plex.health, plex.uptime) == ("media-plex-1", "unhealthy", "Up 3 weeks")
    assert plex.ports == {32400: 32400}
    assert plex.needs == ("gluetun", "db")
    assert plex.addresses == ("172.20.0.5",)
    assert (qb.shares, qb.networks, qb.uptime) == ("8dfafdbc3a40", (), "Exited (137) 2 hours ago")


def test_what_never_ran_has_no_start() -> None:
    assert Inspected.model_validate_json(NEVER).read().started_at is None
    started_at = datetime(2026, 11, 23, 9, 12, 33, 123456, tzinfo=UTC)
    assert Inspected.model_validate_json(RAN).read().started_at == started_at


def test_use_is_counted_as_docker_counts_it() -> None:
    stats = rb"""{"cpu_stats":{"cpu_usage":{"total_usage":500},"system_cpu_usage":4000,"online_cpus":4},
    "precpu_stats":{"cpu_usage":{"total_usage":100},"system_cpu_usage":2000},
    "memory_stats":{"usage":1000,"limit":8000,"stats":{"inactive_file":300}}}"""
    load = Measured.model_validate_json(stats).read()
    assert (load.cpu_percent, load.memory_bytes, load.memory_limit_bytes) == (20, 700, 8000)
    nothing = Measured.model_validate_json(b'{"cpu_stats":{},"precpu_stats":{},"memory_stats":{}}').read()
    assert (nothing.cpu_percent, nothing.memory_bytes) == (None, None)


def test_logs_lose_colours_and_secrets() -> None:
    assert clean_line("\x1b[31mred\x1b[0m \x07alarm") == "red alarm"
    for line, secret in (
        ("GET /?apikey=abc123def&x=1", "abc123def"),
        ("login at https://ann:hunter2@nas/x", "hunter2"),
        ('{"password": "s3cret!"}', "s3cret!"),
        ("Authorization: Bearer eyJhbGciOi.abc", "eyJhbGciOi.abc"),
        ("X-Plex-Token=zzTOPzz", "zzTOPzz"),
    ):
        assert secret not in clean_line(line), line
    assert clean_line("Token refresh is done") == "Token refresh is done"


@pytest.mark.parametrize(
    ("status", "kind", "body", "error"),
    [
        (200, JSON, b'[{"Id": "8dfa', Unavailable),
        (200, "text/html", b"<html>Sign in</html>", Unavailable),
        (200, JSON, b'{"message": "what?"}', Unavailable),
        (200, JSON, b'[{"Id": 7}]', Unavailable),
        (401, JSON, b'{"message": "no"}', Misconfigured),
        (403, "text/html", b"<h1>403 Forbidden</h1>", Misconfigured),
        (404, JSON, b'{"message": "No such container"}', Mistake),
        (429, "text/plain", b"slow down", Unavailable),
        (500, JSON, b'{"message": "driver failed"}', Unavailable),
        (502, "text/html", b"<html>", Unavailable),
    ],
)
async def test_bad_answers_are_told_to_whom_can_mend_them(
    status: int, kind: str, body: bytes, error: type[Exception]
) -> None:
    async def answer(request: Request) -> Response:
        if request.url.path.endswith("/version"):
            return Response(VERSION, media_type=JSON)
        return Response(body, status, media_type=kind)

    app = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])
    async with served(app) as url:
        docker = Docker(url, seconds=5)
        with pytest.raises(error) as told:
            await docker.containers()
        assert str(told.value).endswith(".")
        await docker.close()


async def test_nobody_there_is_told_so() -> None:
    docker = Docker("unix:///nowhere/docker.sock", seconds=2)
    with pytest.raises(Unavailable, match="can't be reached"):
        await docker.containers()
    await docker.close()
