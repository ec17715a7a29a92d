"""OFD made for tests: the least that GB/T 33190 asks for, and what writers in the wild add."""

from __future__ import annotations

import io
import zipfile

OFD_XML = (
    '<ofd:OFD xmlns:ofd="{ns}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo/>'
    "<ofd:DocRoot>{root}</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
)
STANDARD = "http://www.ofdspec.org/2016"


def text_object(text, x=10.0, y=20.0, size=5.0, more="", deltas=None):
    """A line of text whose box begins at x, y millimetres."""
    steps = deltas if deltas is not None else f'DeltaX="g {max(1, len(text) - 1)} {size}"'
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y} 100 {size}" Font="3" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{size * 0.86}" {steps}>{text}</ofd:TextCode></ofd:TextObject>'
    )


def page_xml(objects, before="", ns=STANDARD):
    return (
        f'<ofd:Page xmlns:ofd="{ns}">{before}<ofd:Content><ofd:Layer ID="2">{objects}</ofd:Layer>'
        "</ofd:Content></ofd:Page>"
    )


def made(
    path,
    pages,
    *,
    ns=STANDARD,
    root="Doc_0/Document.xml",
    common="",
    after="",
    parts=None,
    base="Pages/P{}.xml",
):
    """Writes an OFD; `pages` are objects of a page or whole page parts, `parts` further parts by name."""
    places = "".join(f'<ofd:Page ID="{at + 1}" BaseLoc="{base.format(at)}"/>' for at in range(len(pages)))
    document = (
        f'<ofd:Document xmlns:ofd="{ns}"><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 200 100'
        f"</ofd:PhysicalBox></ofd:PageArea>{common}</ofd:CommonData><ofd:Pages>{places}</ofd:Pages>{after}"
        "</ofd:Document>"
    )
    held = {"OFD.xml": OFD_XML.format(ns=ns, root=root), "Doc_0/Document.xml": document}
    for at, page in enumerate(pages):
        held[f"Doc_0/Pages/P{at}.xml"] = page if page.startswith("<ofd:Page ") else page_xml(page, ns=ns)
    held.update(parts or {})
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in held.items():
            package.writestr(name, part)
    path.write_bytes(octets.getvalue())
    return path
