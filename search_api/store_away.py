"""A store that is away is a problem (503) with a time to ask again, and not a fault (500)."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any, TypeVar

from holdings.store.database import StoreDamaged, StoreUnavailable
from search_api.letters import store_away, store_damaged

_LOG = logging.getLogger("lantai.answers")

_Class = TypeVar("_Class", bound=type)


def says_when_the_store_is_away(answers: _Class) -> _Class:
    """Make every question that a class answers say so; its words are for readers, the driver's are for the log."""
    for name, ask in list(vars(answers).items()):
        if callable(ask) and not name.startswith("_"):
            setattr(answers, name, _asked(ask))
    return answers


def _asked(ask: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(ask)
    def asked(*given: Any, **named: Any) -> Any:
        try:
            return ask(*given, **named)
        except StoreDamaged as error:
            _LOG.error("store_damaged", extra={"why": error.letter.en})
            raise store_damaged() from error
        except StoreUnavailable as error:
            _LOG.error("store_unavailable", extra={"why": error.letter.en})
            raise store_away() from error

    return asked
