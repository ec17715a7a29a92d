"""What an archive says of itself to its readers: its name, how to reach it, its rules and its periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from holdings.letters import Letter

#: Working days in which applications are answered, where no setting says otherwise.
USUAL_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class ArchiveProfile:
    """An archive as its pages and its API name it; every text is empty where no setting gives it.

    Attributes:
        name: in Chinese, and `name_en` in English; the other one where only one is given.
        contact: telephone, e-mail, hours: a line.
        address: where it is: a line.
        rules: of use, in paragraphs.
        rules_url: where its rules of use stand in full.
        answer_days: working days in which applications are answered.
        logo: the bytes of its picture; empty for none.
        logo_type: their media type.
    """

    name: str = ""
    name_en: str = ""
    contact: str = ""
    contact_en: str = ""
    address: str = ""
    address_en: str = ""
    rules: str = ""
    rules_en: str = ""
    rules_url: str = ""
    answer_days: int = USUAL_DAYS
    logo: bytes = b""
    logo_type: str = ""

    def said(self, what: str) -> Letter:
        """One of its texts in both languages; a language that has none says it in the other's words.

        Args:
            what: `name`, `contact`, `address` or `rules`.
        """
        zh, en = str(getattr(self, what)), str(getattr(self, f"{what}_en"))
        return Letter(zh or en, en or zh)

    @property
    def apply(self) -> Letter:
        """How to get what is shared on conditions; a unit may be another archive's, so none is named."""
        days = self.answer_days
        within = "one working day" if days == 1 else f"{days} working days"
        return Letter(
            f"有条件共享：请向档案馆申请利用，写明档号和用途；{days} 个工作日内答复。",
            "Shared on conditions: apply to the archive, naming the code and your purpose; you are answered within "
            f"{within}.",
        )


#: An archive that no setting names.
UNNAMED: Final = ArchiveProfile()
