from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

import requests

class PlexServer:
    machineIdentifier: str
    version: str
    _session: requests.Session
    def __init__(
        self,
        baseurl: str | None = ...,
        token: str | None = ...,
        session: requests.Session | None = ...,
        timeout: float | None = ...,
    ) -> None: ...
    def query(
        self,
        key: str,
        method: Callable[..., requests.Response] | None = ...,
        headers: Mapping[str, str] | None = ...,
        params: Mapping[str, str] | None = ...,
        timeout: float | None = ...,
    ) -> Element | None: ...
