"""XML of packages, by lxml: without entities, document types, networks, or trees without bound."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from holdings.media import letters
from holdings.media.letters import MediaError
from holdings.media.zip_parts import why

Element = etree._Element


def parsed(octets: bytes, package: str, part: str) -> Element:
    """The root of an XML part.

    Args:
        octets: the part.
        package: name of the object that holds it, for letters.
        part: its name in the package, for letters.

    Raises:
        MediaError: no XML, or with a document type declaration: no format that is read here allows one, and
            entities are declared in it alone.
    """
    bare = octets.replace(b"\0", b"") if b"\0" in octets[:64] else octets
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise MediaError(letters.declares_entities(package, part))
    for recover in (False, True):  # a stray control character must not cost the page
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover,
            remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            root = _root(octets, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            # What is deeper than the parser goes would be left out, and nobody would know.
            if recover or "Excessive depth" in str(error):
                raise MediaError(letters.broken(package, f"{part}: {why(error)}")) from error
            continue
        if root is not None:
            return root
    raise MediaError(letters.broken(package, f"{part}: no XML"))


def _root(octets: bytes, parser: etree.XMLParser) -> Element | None:
    """None where a parser that recovers finds no element at all."""
    return etree.fromstring(octets, parser)


def local(element: Element) -> str:
    """The name of an element without its namespace, of which several are in use."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """The value of the attribute of this local name, in whatever namespace; empty where there is none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of this name."""
    return (child for child in element if local(child) == name)


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of the first name, its first child of the second name, and so on."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def words(element: Element | None) -> str:
    """The text of an element, without blanks at its ends; empty for none."""
    return "" if element is None else "".join(str(part) for part in element.itertext()).strip()
