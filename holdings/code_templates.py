"""Templates of reference codes: those of DA/T 13, and an archive's own as it writes them in ``lantai.toml``.

The notation: a name, a colon, then the elements from the fonds down, joined by `` - ``::

    我馆文书: 全宗号=A999 - 类别号='WS'* - 件号=9+
    旧档: 全宗号=9+ - 目录号=9+ - 案卷号=9+ - 件号=9+
    项目: 全宗号=A999 - 项目号@series=A+99 - 子项号@series=9+ - 图号@item=*

Each element is ``name=pattern`` or ``name@level=pattern``. In a pattern ``A`` is a letter A-Z, ``9`` a digit, ``汉``
a Han character, ``X`` a letter or digit, ``*`` anything of at least one character; ``+`` after A, 9, 汉, X repeats
it; ``'WS'`` is the letters themselves; any other character stands for itself. ``|`` separates choices. Without
``@level`` the first element is the fonds, the last the item, the one before an item at depth four or more the
file, the others series.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from holdings.code_spelling import normalise
from holdings.letters import LantaiError
from holdings.levels import Level
from holdings.parser_letters import no_template


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a template.

    Attributes:
        name: the element's name in DA/T 13, such as 全宗号.
        pattern: a regular expression that the whole element matches.
        level: the level of the unit whose code ends with this element.
    """

    name: str
    pattern: str
    level: Level


@dataclass(frozen=True, slots=True)
class Template:
    """A repository's way of making codes: its elements, highest first."""

    name: str
    elements: tuple[Element, ...]

    def fits(self, parts: Sequence[str]) -> bool:
        """Whether the elements of a code, or of a higher unit's code, agree with the first ones here."""
        return len(parts) <= len(self.elements) and all(
            _compiled(element.pattern).fullmatch(part)
            for element, part in zip(self.elements, parts, strict=False)
        )


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_FONDS = Element("全宗号", r"[A-Z][0-9]{3}", Level.FONDS)
_NUMBER = r"[0-9]{1,8}"
# 科技 人事 会计 专业 照片 录音 录像 are kept by volume or group; 文书 and the rest by item (DA/T 13-2022).
_BY_VOLUME = r"(?:KJ|RS|KU|ZY|ZP|LY|LX)(?:·|\Z)"
_CATEGORY = r"(?:[0-9]+·)?[^\W\d_][^-]*|[0-9]{4}·[^-]+"

DAT13_2022_ITEM = Template(
    "DA/T 13-2022 按件",
    (
        _FONDS,
        Element("类别号", rf"(?!{_BY_VOLUME})(?:{_CATEGORY})", Level.SERIES),
        Element("件号", _NUMBER, Level.ITEM),
    ),
)
DAT13_2022_VOLUME = Template(
    "DA/T 13-2022 按卷",
    (
        _FONDS,
        Element("类别号", _CATEGORY, Level.SERIES),
        Element("案卷号", _NUMBER, Level.FILE),
        Element("件号/页号", _NUMBER, Level.ITEM),
    ),
)
DAT13_94 = Template(
    "DA/T 13-94",
    (
        Element("全宗号", r"[A-Z]?[0-9]{1,4}", Level.FONDS),
        Element("案卷目录号", _NUMBER, Level.SERIES),
        Element("案卷号", _NUMBER, Level.FILE),
        Element("件号/页号", _NUMBER, Level.ITEM),
    ),
)
DEFAULT_TEMPLATES: tuple[Template, ...] = (DAT13_2022_ITEM, DAT13_2022_VOLUME, DAT13_94)
"""What a fresh home understands. A template that a code fills whole goes before one of which it is the
beginning; between equals the earlier one counts."""

_CLASSES = {"A": "[A-Z]", "9": "[0-9]", "X": "[A-Z0-9]", "汉": "[㐀-鿿𠀀-𲎯]"}
_PIECE = re.compile(r"'([^'-]+)'|([A9X汉])(\+?)|(\*)|(\|)|([^'*+|])")
_ELEMENT = re.compile(r"([^=@]+?)(?:@([^=]+))?=(.+)")
# More open ends than this in one element would make matching a long code slow.
_MOST_REPEATS = 3


class TemplateError(LantaiError):
    """A template that cannot be read."""


def template_from_text(spec: str) -> Template:
    """Read a template in the notation of this module.

    Raises:
        TemplateError: it has no name, no elements, an unknown level, levels that go up again, or a pattern
            that is not in the notation.
    """
    name, colon, body = spec.replace("：", ":").partition(":")
    if not colon or not name.strip() or not body.strip():
        raise TemplateError(no_template(spec, "缺名称或层级", "its name or its elements are missing"))
    pieces = [piece.strip() for piece in re.split(r"\s-\s", body.strip())]
    elements = tuple(_element(spec, piece, at, len(pieces)) for at, piece in enumerate(pieces))
    levels = [element.level for element in elements]
    if levels[0] is not Level.FONDS or levels != sorted(levels):
        raise TemplateError(
            no_template(
                spec,
                "须从全宗起，由高到低",
                "it must begin with the fonds and go down from there",
            )
        )
    return Template(name.strip(), elements)


def _element(spec: str, piece: str, at: int, count: int) -> Element:
    match = _ELEMENT.fullmatch(piece)
    if match is None:
        raise TemplateError(no_template(spec, f"“{piece}”不是 名称=式样", f'"{piece}" is not name=pattern'))
    name, level_word, pattern = match[1].strip(), match[2], match[3].strip()
    if level_word is None:
        level = _level_by_place(at, count)
    else:
        try:
            level = Level.from_word(level_word)
        except ValueError:
            raise TemplateError(
                no_template(
                    spec,
                    f"没有“{level_word}”这一层级",
                    f'there is no level "{level_word}"',
                )
            ) from None
    return Element(name, _expression(spec, pattern), level)


def _level_by_place(at: int, count: int) -> Level:
    if at == 0:
        return Level.FONDS
    if at == count - 1:
        return Level.ITEM
    return Level.FILE if at == count - 2 and count >= 4 else Level.SERIES


def _expression(spec: str, pattern: str) -> str:
    out: list[str] = []
    end = repeats = 0
    for match in _PIECE.finditer(pattern):
        if match.start() != end:
            break
        end = match.end()
        literal, kind, plus, anything, choice, other = match.groups()
        repeats += bool(plus or anything)
        if literal or other:
            out.append(re.escape(normalise(literal or other)))
        elif kind:
            out.append(_CLASSES[kind] + plus)
        else:
            out.append("[^-]+" if anything else choice)
    alone = any(not part for part in "".join(out).split("|"))
    if end != len(pattern) or alone or repeats > _MOST_REPEATS or "-" in pattern:
        raise TemplateError(
            no_template(
                spec,
                f"式样“{pattern}”不合写法",
                f'the pattern "{pattern}" is not valid',
            )
        )
    return "".join(out)
