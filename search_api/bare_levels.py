"""Levels of which nothing is known but what lies below: codes at which a reader sees no unit.

Whether anything lies below is asked of the index through the reader's own filter. The store would walk over all that
is hidden there, and how long that takes would tell how much it is.
"""

from __future__ import annotations

from engines.query import AnyOf, Prefix
from holdings.code_spelling import SEPARATORS
from holdings.identity import UnitIdentity
from holdings.store.database import Transaction
from index_templates import templates as t
from search_api.context import Context
from search_api.sight import Sight, reached
from sharing.access import Reader, filter_for


def is_bare_level(connection: Transaction, context: Context, reader: Reader, identity: UnitIdentity) -> bool:
    """Whether a reader sees anything below a code.

    Args:
        connection: a transaction of the store in which nothing was read yet.
        context: what is asked.
        reader: who looks.
        identity: the code, at which the reader sees no unit.

    Raises:
        ProblemError: 503, there is no index that can be asked.
    """
    view, hidden = context.pinned(connection, partitions=reached(filter_for(reader)))
    sight = Sight.of(reader, t.CATALOGUE.name, view, hidden)
    below = AnyOf(tuple(Prefix(t.CODE, identity.written + separator) for separator in SEPARATORS))
    return sight.count(below) > 0
