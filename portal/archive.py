"""The archive as pages name it: a name in each language, an address, a picture, and rules."""

from __future__ import annotations

import hashlib

from portal.texts import ENGLISH, Texts
from search_api.profile import ArchiveProfile


class Archive:
    """What pages say of the archive, in the language of the page."""

    def __init__(self, profile: ArchiveProfile) -> None:
        """For what the archive says of itself."""
        self._profile = profile
        self.logo = profile.logo
        self.logo_type = profile.logo_type
        self.logo_version = hashlib.sha256(profile.logo).hexdigest()[:12] if profile.logo else ""
        self.rules_url = profile.rules_url
        self.answer_days = profile.answer_days

    def named(self, t: Texts) -> str:
        """Its name; that of the software where no setting gives one."""
        return self.said("name", t) or t("site")

    def said(self, what: str, t: Texts) -> str:
        """Its `contact`, `address` or `rules` in the language of the page; empty where no setting gives it."""
        said = self._profile.said(what)
        return said.en if t.language == ENGLISH else said.zh

    @property
    def logo_url(self) -> str:
        """The address of its picture, which changes with it; empty for none."""
        return f"/logo?v={self.logo_version}" if self.logo else ""
