"""Documents, slides and sheets made for tests, part by part."""

from __future__ import annotations

import zipfile

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OPEN = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style")
)
_OPEN += ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
_OPEN += ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'


def packed(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return path


def word(path, body, **beside):
    parts = {"[Content_Types].xml": "<Types/>"}
    for name, xml in {"document": f"<w:body>{body}</w:body>", **beside}.items():
        parts[f"word/{name}.xml"] = f'<w:{name} xmlns:w="{_WORD}" xmlns:mc="urn:mc">{xml}</w:{name}>'
    return packed(path, parts)


def paragraph(text, more=""):
    return f"<w:p>{more}<w:r><w:t>{text}</w:t></w:r></w:p>"


def slides(path, texts, order, notes=""):
    ids = "".join(f'<p:sldId id="{at}" r:id="r{at}"/>' for at in order)
    links = "".join(f'<Relationship Id="r{at}" Type="slide" Target="slides/slide{at}.xml"/>' for at in order)
    parts = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f'<p:presentation xmlns:p="{_SLIDES}" xmlns:r="{_RELATED}"><p:sldIdLst>{ids}'
        "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": f"<Relationships>{links}</Relationships>",
    }
    for at, text in texts.items():
        parts[f"ppt/slides/slide{at}.xml"] = _slide(text)
    if notes:
        parts["ppt/slides/_rels/slide1.xml.rels"] = (
            '<Relationships><Relationship Id="n" Target="../notesSlides/notesSlide1.xml"/></Relationships>'
        )
        parts["ppt/notesSlides/notesSlide1.xml"] = _slide(notes)
    return packed(path, parts)


def _slide(text):
    lines = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
    return f'<p:sld xmlns:p="{_SLIDES}" xmlns:a="{_DRAWING}"><p:sp>{lines}</p:sp></p:sld>'


def open_document(path, kind, body, styles="", footer=""):
    parts = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f"<office:document-content{_OPEN}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>",
    }
    if footer:
        parts["styles.xml"] = (
            f"<office:document-styles{_OPEN}><style:master-page><style:footer><text:p>{footer}</text:p></style:footer>"
            "</style:master-page></office:document-styles>"
        )
    return packed(path, parts)
