"""Letters of one writing within the words of another: what comes of accents that were read in the wrong encoding.

``délégué`` in the clothes of another encoding is ``dИlИguИ``, ``dιlιguι``, ``d茅l茅gu茅`` or ``d├йl├йgu├й``. People set
such letters between words, at their ends and in rows of their own, hardly ever inside of them.
"""

from __future__ import annotations

import re

_LEAST_WITHIN = 3
_WITHIN_SHARE = 0.35
_MOST_TOGETHER = 2  # signs that one accent becomes

# Of each writing its letters, by what may stand on either side of them. Greek letters of phonetic spelling, bars and
# dashes of tables, and the words that Chinese sets between names of programs are left out.
_SIGNS = (
    ("A-Za-z", "\u0400-\u052f"),
    ("A-Za-z", "\u0386-\u03b1\u03b3-\u03b7\u03b9-\u03c6\u03c8-\u03ff"),
    ("A-Za-z", "\u2504-\u254f\u2552-\u259f"),
    ("A-Za-z", "\uff61-\uff9f"),
    ("a-z", "\uac00-\ud7a3"),
    ("a-z", "\u3400-\u9fff"),
)
_CONNECTING = frozenset("和与與或及的是在为為到至兼等即")
_WITHIN = tuple(
    (
        re.compile(f"[{beside}]([{signs}]{{1,{_MOST_TOGETHER}}})(?=[{beside}])"),
        re.compile(f"[{signs}]+"),
    )
    for beside, signs in _SIGNS
)
_LATIN = re.compile("[A-Za-z]")
# A page without any of these has none of the faults below.
_FURTHER = re.compile("[\u0400-\u052f\u2552-\u256b\uff9e\uff9f]")
# Cyrillic in another of its encodings has the letters that no language of it uses much, and cases that nobody
# writes: кОНСУЛ for Консул.
_USUAL_CYRILLIC = frozenset("оеаинтсОЕАИНТС")
_LEAST_CYRILLIC = 20
_LEAST_USUAL_SHARE = 0.2
_CYRILLIC_WORD = re.compile("[\u0400-\u052f]{3,}")
_TURNED_CASE = re.compile("[а-яё][А-ЯЁ]{2}")
_TURNED_SHARE = 0.25
_LEAST_WORDS = 4
# Joints of single with double lines, of which a table has few; and marks of voice after a kana that has no voice.
_JOINTS = re.compile("[╒╓╕╖╘╙╛╜╞╟╡╢╤╥╧╨╪╫]")
_LEAST_JOINTS = 6  # different ones
_VOICELESS = re.compile("(?<![ｳｶ-ﾄﾊ-ﾎ])[ﾞﾟ]")
_HALF_KANA = re.compile("[ｦ-ﾟ]")
_VOICELESS_SHARE = 0.03


def mingled(sample: str) -> bool:
    """Does a text have letters of another writing inside of its words, or words in a case that nobody writes?"""
    if sample.isascii():
        return False
    for within, runs in _WITHIN if _LATIN.search(sample) else ():
        inside = sum(1 for found in within.findall(sample) if found not in _CONNECTING)
        if inside >= _LEAST_WITHIN and inside >= _WITHIN_SHARE * len(runs.findall(sample)):
            return True
    if not _FURTHER.search(sample):
        return False
    if len(set(_JOINTS.findall(sample))) >= _LEAST_JOINTS:
        return True
    voiceless = len(_VOICELESS.findall(sample))
    if voiceless >= _LEAST_WITHIN and voiceless >= _VOICELESS_SHARE * len(_HALF_KANA.findall(sample)):
        return True
    return _wrong_cyrillic(sample)


def _wrong_cyrillic(sample: str) -> bool:
    words = _CYRILLIC_WORD.findall(sample)
    cyrillic = "".join(words)
    usual = sum(1 for letter in cyrillic if letter in _USUAL_CYRILLIC)
    if len(cyrillic) >= _LEAST_CYRILLIC and usual < _LEAST_USUAL_SHARE * len(cyrillic):
        return True
    turned = sum(1 for word in words if _TURNED_CASE.match(word))
    if turned >= _LEAST_WITHIN and turned >= _TURNED_SHARE * len(words):
        return True
    return turned > 0 and len(words) >= _LEAST_WORDS and not any(word.islower() for word in words)
