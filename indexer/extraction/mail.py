"""Mail: headers and body as text, then what is attached."""

from __future__ import annotations

from pathlib import Path

from holdings.media import letters as media_letters
from holdings.media.archives import Allowance, Member
from holdings.media.kinds import HEAD
from holdings.media.legacy_encodings import in_encoding, says_little
from holdings.media.letters import MediaError
from holdings.media.mail import Body, HtmlBody, Mail, opened_mail
from holdings.media.mailbox import begins_mailbox, mails_of
from holdings.media.outlook import opened_outlook_mail
from indexer.extraction.enclosing import Contents, Opener
from indexer.extraction.flowing import cut
from indexer.extraction.html import html_text, markup_text
from indexer.extraction.mail_forms import joined

_COMPOUND = b"\xd0\xcf\x11\xe0"


def mail_contents(name: str) -> Opener:
    """Opens mails (eml, emlx, mht, msg) and mailboxes (mbox); `name` as letters call them."""

    def opens(path: Path, folder: Path, allowance: Allowance) -> Contents:
        with path.open("rb") as octets:
            outlook = octets.read(4) == _COMPOUND
            octets.seek(0)
            mailbox = begins_mailbox(octets.read(HEAD))
        if mailbox:
            return Contents((), tuple(mails_of(path, folder, allowance, name)))
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
        ("密送", mail.blind_copies),
        ("日期", mail.date),
        ("附件", "；".join(enclosed.name for enclosed in mail.enclosed if enclosed.name)),
    )
    lines = "\n".join(f"{label}：{text}" for label, text in headers if text)
    bodies = "\n\n".join(text for body in mail.bodies if (text := _body_text(body)))
    return f"{lines}\n\n{bodies}".strip()


def _body_text(body: Body) -> str:
    pages = "\n\n".join(text for page in body.pages if (text := _page_text(page).strip()))
    return joined(body.plain, pages) if pages else body.plain.strip()


def _page_text(page: HtmlBody) -> str:
    """A header that says little of the encoding is asked only where the page itself says nothing."""
    if says_little(page.encoding) and b"charset" in page.octets[:4096].lower():
        text = html_text(page.octets)
        if text is not None:
            return text
    return markup_text(in_encoding(page.octets, page.encoding))
