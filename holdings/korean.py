"""Is this running Korean? Told by its most frequent syllables, of which other texts misread have hardly any."""

from __future__ import annotations

# The syllables that endings, particles and the commonest words of Korean are written with: about half of any text.
_USUAL = frozenset(
    "이다의는에을가고하를지한로은도서사리어기인자들그나시아해일있것제대게대수정여라으보장부했되조전면만과니스상주공"
    "동신원구유진소마안었경적성중치모비위무세생요관국연금회방할각우실고"
)
_SYLLABLES_SHARE = 0.7
_USUAL_SHARE = 0.3
_LEAST = 8  # of the usual ones: a few come by chance


def is_korean(text: str) -> bool:
    """Are most signs beyond ASCII syllables of Korean, and as usual as in running text?"""
    beyond = [sign for sign in text if sign >= "\x80" and not sign.isspace()]
    syllables = [sign for sign in beyond if "\uac00" <= sign <= "\ud7a3"]
    if len(syllables) < _SYLLABLES_SHARE * len(beyond):
        return False
    usual = sum(1 for sign in syllables if sign in _USUAL)
    return usual >= max(_LEAST, _USUAL_SHARE * len(syllables))
