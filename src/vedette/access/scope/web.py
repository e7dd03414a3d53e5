"""One small file over HTTPS, from one pinned address: no redirect, no look-up, bounded in size and time."""

from __future__ import annotations

import socket
import ssl
from contextlib import closing
from functools import lru_cache
from http.client import HTTPConnection, HTTPException
from threading import Timer

from vedette.access.scope.ports import NotShown
from vedette.core.errors import Unavailable

LARGEST = 16 * 1024
"""Bytes of the largest file that is read."""
_SECONDS = 10.0
_OK = 200
_SERVER_FAULT = 500


@lru_cache(maxsize=1)
def _everybodys() -> ssl.SSLContext:
    """Return whose certificates the system believes: reading them all takes longer than to start."""
    return ssl.create_default_context()


class Https:
    """Speaks to the address it is told, and believes it only with a certificate for the host."""

    def __init__(
        self, *, context: ssl.SSLContext | None = None, port: int = 443, seconds: float = _SECONDS
    ) -> None:
        """Take whose certificates count (the system's by default), the port, and the time for all of it."""
        self._context = context
        self._port = port
        self._seconds = seconds

    def fetch(self, host: str, address: str, path: str) -> bytes:
        """Return the file.

        Raises:
            NotShown: its certificate is for another host, or it answers with anything but a small file.
            Unavailable: it does not answer in time.

        """
        where = f"https://{host}{path} at {address}"
        try:
            with socket.create_connection((address, self._port), self._seconds) as plain:
                return self._asked(plain, host, path, where)
        except ssl.SSLCertVerificationError as error:
            raise NotShown(
                f"{where}: {error.verify_message}", hint=f"serve it with a valid certificate for {host}"
            ) from error
        except (OSError, HTTPException, ValueError) as error:
            raise Unavailable(
                f"{where} does not answer: {type(error).__name__}", hint="try again later"
            ) from error

    def _asked(self, plain: socket.socket, host: str, path: str, where: str) -> bytes:
        secure = (self._context or _everybodys()).wrap_socket(
            plain, server_hostname=host, do_handshake_on_connect=False
        )
        # A time-out of the socket starts anew with each byte; this one does not.
        end = Timer(self._seconds, _hang_up, (secure,))
        end.start()
        try:
            with secure:
                secure.do_handshake()
                return self._read(secure, host, path, where)
        finally:
            end.cancel()

    def _read(self, secure: ssl.SSLSocket, host: str, path: str, where: str) -> bytes:
        with closing(HTTPConnection(host, self._port)) as connection:
            connection.sock = secure
            connection.request("GET", path, headers={"Accept": "application/json", "Connection": "close"})
            with connection.getresponse() as answer:
                if answer.status >= _SERVER_FAULT:
                    raise Unavailable(f"{where} answers {answer.status}", hint="try again later")
                if answer.status != _OK:
                    raise NotShown(
                        f"{where} answers {answer.status}",
                        hint="serve the file itself there; redirects are not followed",
                    )
                body = answer.read(LARGEST + 1)
                if answer.length and len(body) <= LARGEST:
                    raise Unavailable(f"{where} stops before its end", hint="try again later")
        if len(body) > LARGEST:
            raise NotShown(f"{where} is larger than {LARGEST} bytes", hint="put nothing but the tokens in it")
        return body


def _hang_up(secure: ssl.SSLSocket) -> None:
    try:
        secure.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it ended by itself
