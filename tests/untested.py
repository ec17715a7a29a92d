"""What cannot be tested on this machine is said aloud, and is a failure under CI=true."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def untested(promise: str, why: object) -> NoReturn:
    """Fail under CI=true; elsewhere skip, and name the promise at the end of the run.

    Args:
        promise: what is not tested.
        why: what is missing.
    """
    if os.environ.get("CI", "") == "true":
        pytest.fail(f"{promise} cannot be tested: {why}", pytrace=False)
    pytest.skip(f"NOT TESTED: {promise}: {why}")
