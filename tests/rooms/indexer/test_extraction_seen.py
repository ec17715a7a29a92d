"""Of documents of every format and feature, what a person sees in them is read, in order, and nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from holdings.media.kinds import MediaKind
from indexer.extraction.choose import kind_of_object
from indexer.extraction.port import Unreadable
from lantai.cli import main
from tests.homes import write_package
from tests.rooms.indexer.office_samples import open_document, packed, paragraph, word
from tests.rooms.indexer.test_extraction import pages_of
from tests.rooms.indexer.word_samples import Run, field, word_document

LEAST_RECALL = 0.98
MOST_INVENTED = 0.005

_TEXT = "urn:oasis:names:tc:opendocument:xmlns"
_W2003 = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml" xmlns:aml="http://schemas.microsoft.com/aml/2001/core"'
_UOF = 'xmlns:uof="http://schemas.uof.org/cn/2009/uof" xmlns:字="http://schemas.uof.org/cn/2009/wordproc"'
_SHEET = 'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'


def run(text, properties=""):
    return f"<w:r>{properties and f'<w:rPr>{properties}</w:rPr>'}<w:t>{text}</w:t></w:r>"


def flat(kind, body, styles=""):
    names = "".join(
        f' xmlns:{name}="{_TEXT}:{name}:1.0"' for name in ("office", "text", "table", "style", "drawing")
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document{names} office:mimetype="application/vnd.oasis.'
        f'opendocument.{kind}"><office:automatic-styles>{styles}</office:automatic-styles><office:body>'
        f"<office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )


def field_runs(instruction, result=None):
    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    middle = "" if result is None else mark("separate") + run(result)
    return mark("begin") + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>" + middle + mark("end")


_FONTS = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset2 Wingdings;}}"


def rtf(body):
    def escaped(sign):
        code = ord(sign)
        return sign if code < 128 else f"\\u{code if code < 32768 else code - 65536}?"

    return (_FONTS + "".join(map(escaped, body)) + "}").encode("ascii")


DOCX = {
    "readings above characters": (
        "<w:p>"
        + run("县长")
        + "".join(
            f"<w:r><w:ruby><w:rubyPr/><w:rt>{run(above)}</w:rt><w:rubyBase>{run(base)}</w:rubyBase></w:ruby></w:r>"
            for base, above in (("鹭", "lù"), ("渡", "dù"))
        )
        + run("呈报水闸灾情")
        + "</w:p>",
        ["县长鹭渡呈报水闸灾情", "lù", "dù"],
    ),
    "a text box within a paragraph": (
        f"<w:p>{run('闸前')}<w:r><w:pict><w:txbxContent>{paragraph('框内红头')}</w:txbxContent></w:pict></w:r>{run('闸后')}</w:p>"
        + paragraph("下段"),
        ["闸前闸后", "框内红头", "下段"],
    ),
    "fields": (
        "<w:p>"
        + run("第")
        + field_runs(" PAGEREF _a ", "七")
        + run("页，")
        + field_runs(r" eq \o\ac(○,注)")
        + run("意")
        + "</w:p>",
        ["第七页，注意"],
    ),
    "hidden and deleted text": (
        "<w:p>"
        + run("明文")
        + run("暗藏", "<w:vanish/>")
        + run("续明", "<w:vanish w:val='0'/>")
        + "<w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>",
        ["明文续明"],
    ),
    "a symbol": (f'<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>{run("同意")}</w:p>', ["☑同意"]),
}


@pytest.mark.parametrize("feature", DOCX)
def test_docx(tmp_path, feature):
    body, seen = DOCX[feature]
    check(word(tmp_path / "a.docx", body), seen)


ODT = {
    "notes and comments": (
        "<text:p>据查该堤<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>见渡口志</text:p>"
        "</text:note-body></text:note>年久<office:annotation><text:p>批注地名</text:p></office:annotation>失修</text:p>"
        "<text:p>下段</text:p>",
        ["据查该堤年久失修", "下段", "见渡口志", "批注地名"],
    ),
    "fields": (
        "<text:p>第<text:page-number>三</text:page-number>页，<text:date>一九〇四年</text:date>，见<text:bookmark-ref>附件"
        "</text:bookmark-ref>，<text:user-defined>文号</text:user-defined>止</text:p>",
        ["第三页，一九〇四年，见附件，文号止"],
    ),
    "readings above characters": (
        "<text:p>县长<text:ruby><text:ruby-base>鹭渡</text:ruby-base><text:ruby-text>lùdù</text:ruby-text></text:ruby>呈报"
        "</text:p>",
        ["县长鹭渡呈报", "lùdù"],
    ),
    "a text box within a paragraph": (
        "<text:p>闸前<draw:frame><draw:text-box><text:p>框内红头</text:p></draw:text-box></draw:frame>闸后</text:p>",
        ["闸前闸后", "框内红头"],
    ),
    "hidden text": (
        '<text:section text:display="none"><text:p>暗节</text:p></text:section><text:p>明文<text:span '
        'text:style-name="H">暗藏</text:span>续明</text:p>',
        ["明文续明"],
    ),
}
HIDDEN = '<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>'


@pytest.mark.parametrize("feature", ODT)
@pytest.mark.parametrize("in_one_file", [False, True])
def test_odt(tmp_path, feature, in_one_file):
    body, seen = ODT[feature]
    path = tmp_path / "a.odt"
    if in_one_file:
        path.write_text(flat("text", body.replace("draw:", "drawing:"), HIDDEN), encoding="utf-8")
    else:
        open_document(path, "text", body, HIDDEN)
    check(path, seen)


RTF = {
    "a text box said twice": (
        r"\pard 闸前{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt\pard 框内红头\par}}"
        r"{\shprslt{\*\do{\dptxbxtext\pard 框内红头\par}}}}闸后\par 下段\par",
        ["闸前闸后", "框内红头", "下段"],
    ),
    "a text box of an old writer": (
        r"\pard 闸前{\*\do\dobxpage{\dptxbxtext\pard 旧框\par}}闸后\par",
        ["闸前闸后", "旧框"],
    ),
    "fields": (
        r"\pard 第{\field{\*\fldinst PAGEREF _a}{\fldrslt 七}}页，"
        r"{\field{\*\fldinst eq \\o\\ac(○,注)}{\fldrslt }}意\par",
        ["第七页，注意"],
    ),
    "hidden and deleted text": (r"\pard 明文{\v 暗藏}续明{\deleted 删去}\v 又藏\v0 末\par", ["明文续明末"]),
    "groups that few readers know": (
        r"\pard {\*\unknown 不见}{\upr{ansi}{\*\ud 统一码}}，{\*\bkmkstart a}书签\par",
        ["统一码，书签"],
    ),
    "symbols": (r"\pard {\f1\'fe}同意 \u-3842?再议\par", ["☑同意", "☑再议"]),
    "notes and headers": (
        r"{\header 页眉\par}\pard 正文{\footnote\pard 见渡口志}续\par",
        ["正文续", "页眉", "见渡口志"],
    ),
}


@pytest.mark.parametrize("feature", RTF)
def test_rtf(tmp_path, feature):
    body, seen = RTF[feature]
    path = tmp_path / "a.rtf"
    path.write_bytes(rtf(body))
    check(path, seen)


def test_rtf_whose_chinese_is_declared_to_be_western_is_read_in_chinese(tmp_path):
    text = "关于修筑渡口水闸的请示，经派员会同查勘，拟请拨款。"
    body = "".join(f"\\'{octet:02x}" for octet in text.encode("gbk"))
    path = tmp_path / "a.rtf"
    path.write_bytes(
        (r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 SimSun;}}\f0 " + body + r"\par}").encode()
    )
    check(path, [text])


HTML = {
    "styles and scripts": (
        "<html><head><title>题名</title><style>p{color:red}</style><script>var a='不见';</script></head>"
        "<body><p>正文</p><noscript>不见</noscript></body></html>",
        ["题名", "正文"],
    ),
    "an element that never ends": (
        "<html><body><object data=a><param name=b><p>公告正文</p></body></html>",
        ["公告正文"],
    ),
    "hidden text": (
        "<html><body><p>明文<span style='display: none'>暗藏<span>深藏</span></span>续明</p>"
        "<div hidden>暗藏</div>末</body></html>",
        ["明文续明", "末"],
    ),
    "forms": (
        "<html><body>姓名<input value=林阿榕><input type=hidden value=不见></body></html>",
        ["姓名 林阿榕"],
    ),
    "readings above characters": (
        "<html><body><p>县长<ruby>鹭<rp>(</rp><rt>lù</rt><rp>)</rp></ruby>渡</p></body></html>",
        ["县长鹭渡", "lù"],
    ),
}


@pytest.mark.parametrize("feature", HTML)
def test_html(tmp_path, feature):
    markup, seen = HTML[feature]
    path = tmp_path / "a.html"
    path.write_text(markup, encoding="utf-8")
    check(path, seen)


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("gb2312", "gb18030", "关于修筑渡口水闸的请示"),
        ("gb2312", "utf-8", "关于修筑渡口水闸的请示，经派员会同查勘"),
        ("iso-8859-1", "gb18030", "关于修筑渡口水闸的请示，经派员会同查勘"),
        ("big5", "cp950", "關於修築渡口水閘的請示"),
        ("windows-1251", "cp1251", "Доклад консула о торговле"),
        ("koi8-r", "koi8-r", "Доклад консула о торговле"),
        ("iso-8859-1", "latin-1", "L'écluse du château, bâtie en été"),
        ("", "cp1251", "Доклад консула о торговле чаем в порту"),
    ],
)
def test_html_is_read_in_the_encoding_that_it_declares_if_that_is_true(tmp_path, declared, encoding, text):
    meta = f"<meta charset={declared}>" if declared else ""
    path = tmp_path / "abc"
    path.write_bytes(f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(encoding))
    check(path, [text])


def test_html_with_a_damaged_character_loses_that_alone(tmp_path):
    path = tmp_path / "a.html"
    octets = (
        "<html><head><meta charset=gb2312></head><body>§<p>首段坏字节之后的正文</p></body></html>".encode(
            "gbk"
        )
    )
    path.write_bytes(octets.replace("§".encode("gbk"), b"\xb8"))
    assert "首段坏字节之后的正文" in pages_of(path)[0].text


DISGUISED = {
    "a table of a database": (
        "a.xls",
        "<table border=1><tr><td>序号<td>题名</tr><tr><td>一</td><td>水<b>闸</b></td></tr></table>",
        MediaKind.HTML,
        ["序号", "题名", "一", "水闸"],
    ),
    "a table after a meta": (
        "a.xls",
        '<meta charset="utf-8"/>\n<table><tr><td>水闸报表</td></tr></table>',
        MediaKind.HTML,
        ["水闸报表"],
    ),
    "a page that begins with its style": (
        "a.doc",
        "<!-- a --><style>p{}</style><div><p>公文<font>红头</font></p></div>",
        MediaKind.HTML,
        ["公文红头"],
    ),
    "Word 2003": (
        "a.doc",
        f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument {_W2003}>'
        f"<w:docPr><w:t>不见</w:t></w:docPr><w:body>{paragraph('正文')}<w:p>{run('保留')}"
        '<aml:annotation w:type="Word.Deletion"><aml:content>'
        f"{run('删去')}</aml:content></aml:annotation><w:r><w:footnote>{paragraph('脚注')}</w:footnote></w:r></w:p><w:sectPr>"
        f"<w:hdr>{paragraph('页眉')}</w:hdr></w:sectPr></w:body></w:wordDocument>",
        MediaKind.OFFICE_FLAT,
        ["正文", "保留", "脚注", "页眉"],
    ),
    "Word's flat package": (
        "a.xml",
        '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part '
        'pkg:name="/word/document.xml"><pkg:xmlData><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/'
        f'2006/main"><w:body>{paragraph("平包正文")}</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>',
        MediaKind.OFFICE_FLAT,
        ["平包正文"],
    ),
    "Excel 2003": (
        "a.xls",
        f'<?xml version="1.0"?><Workbook {_SHEET}><Worksheet ss:Name="表一"><Table><Row><Cell>'
        '<Data ss:Type="String">水闸</Data>'
        "<Comment><Data>批注</Data></Comment></Cell><Cell><Data>一九〇四</Data></Cell></Row></Table></Worksheet></Workbook>",
        MediaKind.OFFICE_FLAT,
        ["表一", "水闸\t一九〇四", "批注"],
    ),
    "flat sheets": (
        "a.fods",
        flat(
            "spreadsheet",
            '<table:table table:name="表一"><table:table-row><table:table-cell><text:p>水闸</text:p>'
            "</table:table-cell></table:table-row></table:table>",
        ),
        MediaKind.OFFICE_FLAT,
        ["表一", "水闸"],
    ),
    "UOF": (
        "a.doc",
        f'<?xml version="1.0"?><uof:UOF {_UOF}><字:主体><字:段落><字:句><字:文本串>标文</字:文本串>'
        "</字:句><字:句><字:文本串>通</字:文本串></字:句></字:段落><字:段落><字:句><字:文本串>下段</字:文本串></字:句></字:段落></字:主体></uof:UOF>",
        MediaKind.OFFICE_FLAT,
        ["标文通", "下段"],
    ),
}


@pytest.mark.parametrize("disguise", DISGUISED)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_document_in_disguise_is_read_as_what_it_is(tmp_path, disguise, encoding):
    name, text, kind, seen = DISGUISED[disguise]
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    assert kind_of_object(path, name) is kind
    check(path, seen)


def test_a_text_with_marks_of_its_own_stays_text(tmp_path):
    for name, text in (("a.md", "<p align=center>题名</p>\n\n# 正文"), ("a.txt", "<b>不是网页</b>")):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert kind_of_object(path, name) is MediaKind.TEXT


def test_what_a_document_inserts_in_another_format_is_read_in_its_place(tmp_path):
    relations = "".join(
        f'<Relationship Id="r{at}" Target="{part}"/>' for at, part in enumerate(("a.htm", "b.rtf", "c.txt"))
    )
    names = 'xmlns:w="urn:w" xmlns:r="urn:r"'
    chunks = "".join(f'<w:altChunk r:id="r{at}"/>' for at in range(3))
    path = packed(
        tmp_path / "a.docx",
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"<w:document {names}><w:body>{paragraph('主文')}{chunks}{paragraph('末段')}</w:body>"
            "</w:document>",
            "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
            "word/a.htm": "<html><body>网页块</body></html>",
            "word/b.rtf": rtf(r"\pard 富文本块\par"),
            "word/c.txt": "纯文本块",
        },
    )
    check(path, ["主文", "网页块", "富文本块", "纯文本块", "末段"])


def test_sections_begin_pages_unless_they_say_otherwise(tmp_path):
    def section(kind):
        return f'<w:sectPr><w:type w:val="{kind}"/></w:sectPr>' if kind else "<w:sectPr/>"

    body = (
        paragraph("甲节", f"<w:pPr>{section('continuous')}</w:pPr>")
        + paragraph("乙节", f"<w:pPr>{section('')}</w:pPr>")
        + paragraph("丙节", "<w:pPr><w:pageBreakBefore w:val='0'/></w:pPr>")
        + section("continuous")
    )
    assert [page.text for page in pages_of(word(tmp_path / "a.docx", body))] == ["甲节", "乙节\n丙节"]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "iso8859-5", "cp866", "utf-8", "utf-16"])
def test_russian_is_read_in_its_encodings(tmp_path, encoding):
    text = "Консул прибыл в порт вчера вечером и доложил о торговле чаем"
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    check(path, [text])


@pytest.mark.parametrize(
    "text", ["L'écluse du château, bâtie en été", "Über die Brücke läuft der größte Bär", "“quoted” — so"]
)
def test_western_text_is_read(tmp_path, text):
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode("cp1252"))
    check(path, [text])


def test_text_that_nobody_can_have_written_is_refused_with_its_reason(tmp_path):
    path = word_document(tmp_path / "a.doc", {"text": [Run("".join(map(chr, range(0xE000, 0xE100))) + "\r")]})
    with pytest.raises(Unreadable, match="不是可信的文字"):
        pages_of(path)


def test_a_doc_of_every_part_says_what_is_seen(tmp_path):
    linked = field(' HYPERLINK "http://a.example/" ', "附件")
    parts = {
        "text": [Run(f"关于修筑水闸的请示\r据查该堤\x02年久失修，见{linked}。\r")],
        "footnotes": [Run("\x02见渡口志\r")],
        "boxes": [Run("框内红头\r")],
    }
    check(
        word_document(tmp_path / "a.doc", parts),
        ["关于修筑水闸的请示", "据查该堤年久失修，见附件。", "框内红头", "见渡口志"],
    )


def check(path, seen):
    """The lines are read in this order, nearly all of them, and next to nothing else."""
    text = "\n".join(page.text for page in pages_of(path))
    at, found = 0, 0
    for line in seen:
        place = text.find(line, at)
        if place >= 0:
            at, found = place + len(line), found + len(line)
    assert found >= LEAST_RECALL * sum(map(len, seen)), text
    invented = Counter("".join(text.split())) - Counter("".join("".join(seen).split()))
    assert invented.total() <= MOST_INVENTED * len("".join(text.split())), text


def test_a_page_that_nobody_can_have_written_is_listed_and_found_by_nobody(
    tmp_path, home, monkeypatch, capsys
):
    monkeypatch.setenv("LANTAI_OCR", "none")
    folder = write_package(
        tmp_path / "移交", [{"档号": "J1-1-1", "题名": "水闸卷", "共享类型": "无条件共享"}]
    )
    garbled = "查鹭江渡口水闸年久失修，上年六月大水以后，闸门两扇均已朽坏".encode("utf-16-le").decode(
        "cp1252", "ignore"
    )
    word_document(
        folder / "甲.doc",
        {"text": [Run("可信的渡口水闸正文\x0c" + "".join(s for s in garbled if s >= " ") + "\r")]},
    )
    (folder / "目录.csv").write_text("档号,题名,共享类型,文件\nJ1-1-1,水闸卷,无条件共享,甲.doc\n", "utf-8")
    assert main(["intake", str(folder)]) == 0
    capsys.readouterr()
    assert main(["ocr", "pending", "--json"]) == 0
    assert '"reason": "unread"' in capsys.readouterr().out
    assert main(["search", "渡口水闸正文", "--json"]) == 0
    assert "J1-1-1" in capsys.readouterr().out
    assert main(["search", garbled[-6:].strip(), "--json"]) == 0
    assert "J1-1-1" not in capsys.readouterr().out
