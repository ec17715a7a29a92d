"""Mail: headers and body as text, then what is attached."""

from __future__ import annotations

from pathlib import Path

from holdings.media import letters as media_letters
from holdings.media.archives import Allowance, Member
from holdings.media.letters import MediaError
from holdings.media.mail import Mail, opened_mail
from holdings.media.outlook import opened_outlook_mail
from indexer.extraction.enclosing import Contents, Opener
from indexer.extraction.flowing import cut
from indexer.extraction.html import html_text

_COMPOUND = b"\xd0\xcf\x11\xe0"


def mail_contents(name: str) -> Opener:
    """Opens mails, eml and msg; `name` as letters call the mail."""

    def opens(path: Path, folder: Path, allowance: Allowance) -> Contents:
        with path.open("rb") as octets:
            outlook = octets.read(4) == _COMPOUND
        mail = opened_outlook_mail(path) if outlook else opened_mail(path)
        members: list[Member] = []
        texts = _texts(mail, "", members, folder, allowance, name)
        return Contents(tuple(cut(texts, name, allowance.limits.text_characters)), tuple(members))

    return opens


def _texts(
    mail: Mail, within: str, members: list[Member], folder: Path, allowance: Allowance, name: str
) -> list[str]:
    """The mail's own text, and those of the mails within it; attachments become members."""
    inner: list[str] = []
    for at, enclosed in enumerate(mail.enclosed):
        called = within + (enclosed.name or f"{at + 1}")
        allowance.members -= 1
        allowance.octets -= len(enclosed.octets)
        if allowance.members < 0:
            most = allowance.limits.archive_entries
            raise MediaError(media_letters.too_many_entries(name, most, most))
        if allowance.octets < 0:
            raise MediaError(media_letters.unpacks_too_large(name, allowance.limits.unpacked_bytes))
        if enclosed.mail is not None:
            inner.extend(_texts(enclosed.mail, f"{called}/", members, folder, allowance, name))
            continue
        if not enclosed.octets:
            members.append(Member(called, None, media_letters.empty(f"{name}/{called}")))
            continue
        target = folder / f"member-{len(members):06d}"
        target.write_bytes(enclosed.octets)
        members.append(Member(called, target, None))
    return [_shown(mail), *inner]


def _shown(mail: Mail) -> str:
    headers = (
        ("题名", mail.subject),
        ("发件人", mail.sender),
        ("收件人", mail.receivers),
        ("抄送", mail.copies),
        ("日期", mail.date),
        ("附件", "；".join(enclosed.name for enclosed in mail.enclosed if enclosed.name)),
    )
    body = mail.body if mail.body.strip() else html_text(mail.html, mail.html_encoding) or ""
    lines = "\n".join(f"{label}：{text}" for label, text in headers if text)
    return f"{lines}\n\n{body.strip()}".strip()
