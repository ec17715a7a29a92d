"""Errors of the command line, by the exit code that they end with."""

from __future__ import annotations

from holdings.letters import LantaiError


class UsageError(LantaiError):
    """The command was written wrongly; exit code 2."""


class SettingsError(UsageError):
    """A setting cannot be meant as it stands; exit code 2."""


class CommandFailed(LantaiError):
    """The command was understood and could not be done; exit code 1."""
