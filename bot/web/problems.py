"""How the API says no: problem details (RFC 9457) whose `detail` is one sentence for a person."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from memory.errors import HomeOpsError, Misconfigured, Mistake

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
STUMBLED = "Something went wrong on my side; see homeops.log."
RETRY_SECONDS = 5


class Problem(BaseModel):
    """Why something was not done: `title` names the status, `detail` is a sentence that says what to do."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Refusal(HTTPException):
    """No, with a sentence."""


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """The response that says so."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    return Response(body.model_dump_json(), status, headers, media_type=MEDIA_TYPE)


def told(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How the OpenAPI document describes the problems that a route may answer with."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {each: {"description": HTTPStatus(each).phrase, "content": content} for each in statuses}


def add_problems(app: FastAPI) -> None:
    """Answer every error of `app` with problem details."""
    app.add_exception_handler(HomeOpsError, _told_by_us)
    app.add_exception_handler(HTTPException, _told_by_http)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(Exception, _stumbled)


def _told_by_us(request: Request, error: Exception) -> Response:
    assert isinstance(error, HomeOpsError)
    if isinstance(error, Mistake):
        return problem(400, error.sentence)
    if isinstance(error, Misconfigured):
        log.error("%s: %s", request.url.path, error)
    return problem(503, error.sentence, {"retry-after": str(RETRY_SECONDS)})


def _told_by_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    sentences = {404: f"There is nothing at {request.url.path}.", 405: "That can't be done there."}
    is_ours = isinstance(error, Refusal)
    detail = (
        error.detail if is_ours else sentences.get(error.status_code, "That request makes no sense to me.")
    )
    return problem(error.status_code, detail, error.headers)


def _misread(request: Request, error: Exception) -> Response:
    del request
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return problem(422, f"{where}: {first['msg']}.")


def _stumbled(request: Request, error: Exception) -> Response:
    log.error("%s failed", request.url.path, exc_info=error)
    return problem(500, STUMBLED)
