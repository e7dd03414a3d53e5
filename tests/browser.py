"""A person at a browser, over real HTTP: passkeys of a virtual authenticator, and a key of their own."""

from __future__ import annotations

import json
import ssl
import time
from typing import Any

import httpx

from tests.authenticator import Authenticator, Holder


class Answer(Exception):
    """What the service said no with."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(f"{status} {body}")
        self.status = status
        self.body = body


def _client(url: str) -> httpx.Client:
    """Trust nobody's certificates: on loopback there are none, and reading the list of them takes a while."""
    return httpx.Client(base_url=url, timeout=30, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))


class Browser:
    """Somebody who enrols, signs in, and asks for things."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = _client(url)
        self.keys = Authenticator(origin=url)
        self.holder = Holder()
        self.session = ""
        self.token = ""
        self.until = 0.0
        self.touches = True
        """Whether this person touches their key when asked to."""

    def reconnect(self) -> None:
        """Forget connections to a server that is gone."""
        self.http.close()
        self.http = _client(self.url)

    def enrol(self, link: str) -> None:
        """Make two passkeys."""
        secret = link.partition("#enrol=")[2]
        while secret:
            options = self.plain("POST", "/v1/enrol/start", {"link": secret})["options"]
            credential = json.loads(self.keys.create(json.dumps(options)))
            done = self.plain(
                "POST", "/v1/enrol/finish", {"link": secret, "credential": credential, "name": "key"}
            )
            secret = done["link"]

    def sign_in(self, purpose: str = "own_code") -> None:
        options = self.plain("POST", "/v1/login/start", {})["options"]
        credential = json.loads(self.keys.get(json.dumps(options)))
        said = self.plain("POST", "/v1/login/finish", {"credential": credential, "purpose": purpose})
        self.session, self.token, self.until = said["session"], said["token"], said["expires"]

    def ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Ask as who is signed in; touch the key when that is what is missing."""
        if time.time() > self.until - 20:
            said = self.plain("POST", "/v1/tokens/refresh", {"session": self.session})
            self.token, self.until = said["token"], said["expires"]
        try:
            return self.send(method, path, body, self.token)
        except Answer as refused:
            challenge = refused.body.get("told", {}).get("touch")
            if not challenge or not self.touches:
                raise
            self.touch(challenge)
            return self.send(method, path, body, self.token)

    def touch(self, challenge: str) -> None:
        wanted = self.send("GET", f"/v1/touches/{challenge}", None, self.token)["result"]
        passkey = self.keys.passkeys[-1]
        assertion = json.loads(self.keys.get(json.dumps(wanted["options"]), passkey))
        self.send("POST", "/v1/touches", {"challenge": challenge, "assertion": assertion}, self.token)

    def plain(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        return self.send(method, path, body, "")

    def send(self, method: str, path: str, body: object, token: str) -> dict[str, Any]:
        answer = self.http.request(method, path, json=body, headers=self.shown(method, path, token))
        said: dict[str, Any] = answer.json() if answer.content else {}
        if answer.is_error:
            raise Answer(answer.status_code, said)
        return said

    def shown(self, method: str, path: str, token: str) -> dict[str, str]:
        """The headers that say who asks."""
        url = self.url + path.partition("?")[0]
        made = {"DPoP": self.holder.proof(method, url, time.time(), token or None)}
        return made | ({"Authorization": f"DPoP {token}"} if token else {})
