"""The body of a request within its limit: what is larger is answered with 413, whether it tells its length or not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from lantai import letters
from search_api.problems import ProblemError, problem_body

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Body:
    """What stands between a server and an application, for one request.

    The application reads up to the limit; then it is to it as if whoever asks had gone, and whatever it says of that is
    not sent: the client gets 413, unless an answer was begun before.
    """

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        """For a request.

        Args:
            receive: of the server.
            send: of the server.
            most: bytes of the body.
        """
        self._receive = receive
        self._send = send
        self._most = most
        self._seen = 0
        self._begun = False
        self.over = False

    async def receive(self) -> Message:
        """See the ASGI specification."""
        if self.over:
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.request":
            self._seen += len(message.get("body", b""))
            if self._seen > self._most:
                self.over = True
                return {"type": "http.disconnect"}
        return message

    async def send(self, message: Message) -> None:
        """See the ASGI specification."""
        if self.over and not self._begun:
            return  # `refuse_if_over` says it
        self._begun = True
        await self._send(message)

    async def refuse_if_over(self) -> None:
        """Say that the body was too large, where it was and nothing else was said."""
        if self.over and not self._begun:
            await refuse_body(self._send, self._most)


async def refuse_body(send: Send, most: int) -> None:
    """Answer 413 (RFC 9457); the connection ends, for the rest of the body is not read."""
    problem = ProblemError(413, "body-too-large", "Content too large", letters.body_too_large(most))
    body = problem_body(problem)
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
