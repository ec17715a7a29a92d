"""The typefaces of the samples, and which characters they have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from fontTools.ttLib import TTFont
from PIL import ImageFont


@dataclass(frozen=True)
class Face:
    """A face of a font collection: its path and its number in the collection."""

    path: str
    number: int = 0


# Debian: fonts-arphic-uming, fonts-arphic-ukai, fonts-noto-cjk.
MING = Face("/usr/share/fonts/truetype/arphic/uming.ttc", 0)
KAI = Face("/usr/share/fonts/truetype/arphic/ukai.ttc", 0)
SONG = Face("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 2)
HEI = Face("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2)
SERIF_TC = Face("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc", 3)
BOLD = Face("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc", 2)
FACES = {"ming": MING, "kai": KAI, "song": SONG, "hei": HEI, "serif-tc": SERIF_TC, "bold": BOLD}


@cache
def characters(face: Face) -> frozenset[int]:
    """Code points that a face has."""
    return frozenset(TTFont(face.path, fontNumber=face.number, lazy=True).getBestCmap())


@cache
def sized(face: Face, pixels: int) -> ImageFont.FreeTypeFont:
    """A face at a size in pixels."""
    return ImageFont.truetype(face.path, pixels, index=face.number)


def having(character: str, face: Face) -> Face:
    """The face itself, or the Traditional serif where the face lacks a character (Arphic has no 爲, 敎)."""
    return face if ord(character) in characters(face) else SERIF_TC


def missing(text: str, *faces: Face) -> str:
    """Characters of a text that no face has, each once; line breaks and marks of layout left out."""
    kept = {ord(character) for character in set(text) - set("\n\f※→　 |")}
    return "".join(map(chr, sorted(kept.difference(*(characters(face) for face in faces)))))
