"""Whether something answers over HTTP."""

from __future__ import annotations

import urllib.error
import urllib.request


def answers(url: str, *, any_status: bool = False) -> bool:
    """Whether a GET is answered with 200, or with anything at all.

    Raises:
        OSError: nothing answers.
    """
    # Without the machine's proxy: it is loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=5) as answer:
            return any_status or answer.status == 200
    except urllib.error.HTTPError as error:
        error.close()
        return any_status
