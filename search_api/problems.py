"""Errors of the API: a status and a letter (RFC 9457)."""

from __future__ import annotations

import json

from holdings.letters import LantaiError, Letter
from search_api.shapes import Problem


class ProblemError(LantaiError):
    """A question that cannot be answered, with the HTTP status that says so.

    Attributes:
        status: HTTP status code.
        kind: a word for the kind of problem, the end of its type URI.
        retry_after: seconds after which to ask again; 0 where that would not help.
    """

    def __init__(self, status: int, kind: str, title: str, letter: Letter, retry_after: int = 0) -> None:
        super().__init__(letter)
        self.status = status
        self.kind = kind
        self.title = title
        self.retry_after = retry_after

    @property
    def problem(self) -> Problem:
        """The problem details object."""
        return {
            "type": f"urn:lantai:problem:{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.letter.en,
            "zh": self.letter.zh,
            "en": self.letter.en,
        }


def problem_body(error: ProblemError) -> bytes:
    """A problem as it is sent (RFC 9457); what no encoding can write stands as a question mark."""
    return json.dumps(error.problem, ensure_ascii=False).encode("utf-8", "replace")
