"""What cannot be tested on this machine is said aloud; what CI=true must test is a failure there."""

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
    left_untested(promise, why)


def left_untested(promise: str, why: object) -> NoReturn:
    """Skip, under CI=true too, and name the promise at the end of the run.

    For what a clone alone cannot show: its own material tests the same code.
    """
    pytest.skip(f"NOT TESTED: {promise}: {why}")
