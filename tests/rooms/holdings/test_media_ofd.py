"""What an OFD gives: its text in order, each character in its place; letters for what is damaged or hostile."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from holdings.media.laid_text import usable_text
from holdings.media.letters import MediaError
from holdings.media.limits import MediaLimits
from holdings.media.ofd import OfdObject
from tests.material import documents
from tests.rooms.holdings.ofd_samples import made, page_xml, text_object
from tests.shared import shared

PHRASES = {
    "AddAttachment.ofd": "这是一个带有附件的OFD文件",
    "chineseDir.ofd": "你好呀，OFD Reader&Writer！",
    "helloworld.ofd": "你好呀，OFD Reader&Writer！",
    "multiKeywordInTextCode.ofd": "打发打发哈哈打发",
    "namespace_no_std.ofd": "你好呀，OFD Reader&Writer！",
    "no_page_container.ofd": "发票代码：031001900511",
    "test-ofda.ofd": "Hello OFD-A",
    "y.ofd": "建设新时代海关数字档案室",
    "拿来主义_page6.ofd": "中国一向是所谓“闭关主义”，自己不去，别人也不许来。自从给枪炮打破了大门之后",
    "文字横向-数科.ofd": "一二三",
    "ano.ofd": "应用开发指南（常用手册）",
}


other_writers = pytest.mark.shared("the text of OFD by other writers is found, and their pages are drawn")


def text_of(path, index0=0):
    with OfdObject(path) as ofd:
        return ofd.page(index0).laid.text


@pytest.mark.parametrize("name", [name for name in documents.PHRASES if name.endswith(".ofd")])
def test_the_text_of_an_ofd_is_found(tmp_path, name):
    _is_found(documents.placed(tmp_path, name), documents.PHRASES[name])


@other_writers
@pytest.mark.parametrize(("name", "phrase"), PHRASES.items())
def test_the_text_of_ofd_by_many_writers_is_found(name, phrase):
    _is_found(shared("formats", name), phrase)


def _is_found(path, phrase):
    with OfdObject(path) as ofd:
        laid = ofd.page_text(0)
        assert phrase in laid.text and usable_text(laid)
        for sign, box in zip(laid.text, laid.boxes, strict=True):
            if box is not None:
                assert 0 <= box[0] <= box[2] <= 1 and 0 <= box[1] <= box[3] <= 1, sign


def test_pages_of_private_codes_are_known_as_no_text_and_can_be_drawn_by_the_fonts_they_bring(tmp_path):
    _drawn_by_its_fonts(documents.placed(tmp_path, "自带字形.ofd"))


def test_each_glyph_is_drawn_in_its_place_by_its_number(tmp_path):
    with OfdObject(documents.placed(tmp_path, "自带字形.ofd")) as ofd:
        dark = ofd.page_image(1, 254)[:, :, 0] < 128  # ten pixels a millimetre
    # Four blocks, 12 mm apart from 21 mm on, of 8, 6, 4 and 2 mm; 7 mm high above the baseline at 29 mm.
    for at, width in enumerate((8, 6, 4, 2)):
        left = 200 + 120 * at + 10
        row = dark[255, left - 10 : left + 110]
        assert row.sum() == pytest.approx(width * 10, abs=2) and row[12 : width * 10].all()
    assert dark[220:290, 230].sum() == pytest.approx(70, abs=2)


@other_writers
def test_shared_pages_of_private_codes_can_be_drawn_by_the_fonts_they_bring():
    _drawn_by_its_fonts(shared("formats", "ano.ofd"))


def _drawn_by_its_fonts(path):
    with OfdObject(path) as ofd:
        assert ofd.page_count == 3
        for at in (1, 2):
            page = ofd.page(at)
            assert not usable_text(page.laid) and page.drawable
            ink = (ofd.page_image(at, 60) < 128).mean()
            assert 0.002 < ink < 0.2


def test_columns_of_composite_objects_are_read_one_after_the_other(tmp_path):
    assert text_of(documents.placed(tmp_path, "两栏.ofd")) == "\n".join(documents.COLUMNS)


@other_writers
def test_a_magazine_of_composite_objects_is_read_in_the_order_of_its_columns():
    with OfdObject(shared("formats", "y.ofd")) as ofd:
        texts = [ofd.page_text(at).text for at in range(ofd.page_count)]
    assert "随着信息技术的飞速发展和“互联网+”的无限延伸，数字化、网络化" in texts[0]
    assert "制定了五年建设规划，组织了10个直属海关单位共同参与" in texts[1]


def box_of(laid, at):
    box = laid.boxes[at]
    assert box is not None
    return box


def test_each_character_stands_where_its_offsets_say(tmp_path):
    text = text_object("档案馆", x=20, y=10, size=5, deltas='DeltaX="10 30"')
    with OfdObject(made(tmp_path / "a.ofd", [text])) as ofd:
        laid = ofd.page_text(0)
    assert laid.text == "档案馆"
    lefts = [round(box[0] * 200, 2) for box in laid.boxes if box]
    assert lefts == [20, 30, 60]
    x0, y0, x1, y1 = box_of(laid, 0)
    assert (x1 - x0) * 200 == pytest.approx(5) and (y1 - y0) * 100 == pytest.approx(5)
    assert y0 * 100 == pytest.approx(10)


def test_a_matrix_moves_scales_and_turns_the_boxes_with_the_text(tmp_path):
    scaled = text_object("档案", x=20, y=10, size=5, more='CTM="2 0 0 2 3 4"')
    with OfdObject(made(tmp_path / "a.ofd", [scaled])) as ofd:
        box = box_of(ofd.page_text(0), 0)
    assert [round(side, 3) for side in box] == [23 / 200, 0.14, 33 / 200, 0.24]
    turned = text_object("档案", x=100, y=10, size=5, more='CTM="0 1 -1 0 0 0"')
    with OfdObject(made(tmp_path / "b.ofd", [turned])) as ofd:
        laid = ofd.page_text(0)
    assert laid.text == "档案"
    assert box_of(laid, 1)[1] - box_of(laid, 0)[1] == pytest.approx(0.05)
    assert box_of(laid, 1)[0] == pytest.approx(box_of(laid, 0)[0])


def test_vertical_columns_are_read_from_the_right(tmp_path):
    columns = [
        text_object(text, x=x, y=10, size=5, deltas='DeltaY="g 5 6"')
        for text, x in (("福建省档案", 150), ("馆藏民国档", 140), ("案目录一览", 130))
    ]
    laid = made(tmp_path / "a.ofd", ["".join(columns)])
    assert text_of(laid).replace("\n", "") == "福建省档案馆藏民国档案目录一览"
    shuffled = made(tmp_path / "b.ofd", ["".join(columns[at] for at in (1, 2, 0))])
    assert text_of(shuffled).replace("\n", "") == "福建省档案馆藏民国档案目录一览"


def test_one_object_a_character_reads_as_lines_in_whatever_order_they_are_drawn(tmp_path):
    lines = ["福建省数字档案", "共享管理办法施"]
    objects = [
        text_object(sign, x=20 + 5 * column, y=10 + 7 * row, deltas="")
        for row, line in enumerate(lines)
        for column, sign in enumerate(line)
    ]
    assert "福建省数字档案" in text_of(made(tmp_path / "a.ofd", ["".join(objects)]))
    mixed = [objects[at * 5 % len(objects)] for at in range(len(objects))]
    assert text_of(made(tmp_path / "b.ofd", ["".join(mixed)])).replace("\n", "") == "".join(lines)


def test_a_text_drawn_twice_for_a_shadow_comes_once(tmp_path):
    twice = text_object("档案馆", x=20, y=10) + text_object("档案馆", x=20.2, y=10.1)
    assert text_of(made(tmp_path / "a.ofd", [twice])) == "档案馆"


@pytest.mark.parametrize("ns", ["http://www.ofdspec.org/2016", "http://www.ofdspec.org", "urn:x", ""])
@pytest.mark.parametrize(
    ("root", "base"),
    [
        ("Doc_0/Document.xml", "Pages/P{}.xml"),
        ("/Doc_0/Document.xml", "/Doc_0/Pages/P{}.xml"),
        ("Doc_0\\Document.xml", "Doc_0/Pages/P{}.xml"),
        ("doc_0/document.xml", "./Pages/../Pages/P{}.xml"),
    ],
)
def test_every_style_of_path_and_namespace_is_followed(tmp_path, ns, root, base):
    path = made(tmp_path / "a.ofd", [text_object("档案馆藏")], ns=ns or "urn:none", root=root, base=base)
    assert text_of(path) == "档案馆藏"


def test_names_in_the_package_may_begin_with_a_slash_or_stand_below_one_folder(tmp_path):
    plain = made(tmp_path / "a.ofd", [text_object("档案馆藏")])
    for prefix in ("/", "文件/"):
        path = tmp_path / "b.ofd"
        with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                new.writestr(prefix + name, old.read(name))
        assert text_of(path) == "档案馆藏"


def test_pages_come_in_the_order_of_the_document_and_not_of_the_package(tmp_path):
    path = made(tmp_path / "a.ofd", [text_object(f"第{at}页") for at in range(12)])
    with OfdObject(path) as ofd:
        assert [ofd.page_text(at).text for at in range(12)] == [f"第{at}页" for at in range(12)]


def test_a_template_and_what_is_filled_in_are_read_line_by_line(tmp_path):
    labels = [f"{name}：" for name in "姓名 单位 住址 电话 日期 事由 编号 经办".split()]
    form = "".join(text_object(label, x=10, y=5 + 10 * at) for at, label in enumerate(labels))
    values = "".join(text_object(f"内容{at}", x=40, y=5 + 10 * at) for at in range(8))
    page = page_xml(values, before='<ofd:Template TemplateID="7" ZOrder="Background"/>')
    path = made(
        tmp_path / "a.ofd",
        [page],
        common='<ofd:TemplatePage ID="7" BaseLoc="T.xml"/>',
        parts={"Doc_0/T.xml": page_xml(form)},
    )
    text = text_of(path)
    assert re.search(r"姓名：\s?内容0", text) and re.search(r"经办：\s?内容7", text)


def test_annotations_and_attachments_are_told_apart_from_the_page(tmp_path):
    mark = '<ofd:Annot Type="Watermark" ID="{}"><ofd:Appearance Boundary="0 0 200 100">{}</ofd:Appearance></ofd:Annot>'
    notes = (
        '<ofd:PageAnnot xmlns:ofd="urn:x">'
        + "".join(mark.format(at, text_object("内部资料", x=10 + at, y=40 + at)) for at in range(3))
        + '<ofd:Annot Type="Highlight"><ofd:Remark>请核对日期</ofd:Remark></ofd:Annot></ofd:PageAnnot>'
    )
    path = made(
        tmp_path / "a.ofd",
        [text_object("正文一行")],
        after="<ofd:Annotations>Annots/A.xml</ofd:Annotations><ofd:Attachments>/Doc_0/At.xml</ofd:Attachments>",
        parts={
            "Doc_0/Annots/A.xml": '<ofd:Annotations xmlns:ofd="urn:x"><ofd:Page PageID="1"><ofd:FileLoc>N.xml'
            "</ofd:FileLoc></ofd:Page></ofd:Annotations>",
            "Doc_0/Annots/N.xml": notes,
            "Doc_0/At.xml": '<ofd:Attachments xmlns:ofd="urn:x"><ofd:Attachment Name="移交清单" ID="5"><ofd:FileLoc>'
            "Res/list.xlsx</ofd:FileLoc></ofd:Attachment></ofd:Attachments>",
        },
    )
    with OfdObject(path) as ofd:
        page = ofd.page(0)
        assert page.laid.text == "正文一行"
        assert page.notes.text == "内部资料\n请核对日期"
        assert ofd.attachments == ("移交清单.xlsx",)


def picture(colour=0):
    octets = io.BytesIO()
    Image.new("RGB", (40, 20), (colour, colour, colour)).save(octets, "PNG")
    return octets.getvalue()


def test_a_picture_is_drawn_in_its_place(tmp_path):
    image = '<ofd:ImageObject ID="4" Boundary="50 20 100 40" CTM="100 0 0 40 0 0" ResourceID="8"/>'
    resources = (
        '<ofd:Res xmlns:ofd="urn:x" BaseLoc="Res"><ofd:MultiMedias><ofd:MultiMedia ID="8" Type="Image">'
        "<ofd:MediaFile>p.png</ofd:MediaFile></ofd:MultiMedia></ofd:MultiMedias></ofd:Res>"
    )
    path = made(
        tmp_path / "a.ofd",
        [image],
        common="<ofd:DocumentRes>R.xml</ofd:DocumentRes>",
        parts={"Doc_0/R.xml": resources, "Doc_0/Res/p.png": picture()},
    )
    with OfdObject(path) as ofd:
        page = ofd.page(0)
        pixels = ofd.page_image(0, 127)
    assert page.drawable and page.laid.picture_share == pytest.approx(0.2)
    assert pixels.shape == (500, 1000, 3)  # five pixels a millimetre
    assert pixels[200, 500].max() < 10 and pixels[50, 500].min() == 255 and pixels[350, 500].min() == 255
    assert pixels[200, 200].min() == 255 and pixels[200, 800].min() == 255


def test_entities_and_document_types_are_refused(tmp_path):
    laughs = '<!DOCTYPE p [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;">]>' + page_xml(text_object("&b;"))
    for octets in (laughs.encode(), ('<?xml version="1.0" encoding="UTF-16"?>' + laughs).encode("utf-16")):
        path = made(tmp_path / "a.ofd", [text_object("一")], parts={"Doc_0/Pages/P0.xml": octets})
        with OfdObject(path) as ofd, pytest.raises(MediaError, match="DTD"):
            ofd.page(0)


def test_a_location_that_leaves_the_package_names_nothing(tmp_path):
    (tmp_path / "outside.xml").write_text(page_xml(text_object("外面的秘密")))
    path = made(tmp_path / "a.ofd", [text_object("一")], base="../../../outside.xml")
    with OfdObject(path) as ofd, pytest.raises(MediaError, match="outside.xml"):
        ofd.page(0)


def test_a_part_that_unpacks_to_more_than_the_limit_is_not_read(tmp_path):
    path = made(tmp_path / "a.ofd", [page_xml(text_object("一") + " " * (2 << 20))])
    with OfdObject(path, MediaLimits(part_bytes=1 << 20)) as ofd, pytest.raises(MediaError, match="上限"):
        ofd.page(0)


def test_composites_that_hold_themselves_and_lists_without_end_come_to_an_end(tmp_path):
    unit = '<ofd:CompositeGraphicUnit ID="{}"><ofd:Content>{}</ofd:Content></ofd:CompositeGraphicUnit>'
    call = '<ofd:CompositeObject ID="1" Boundary="0 0 1 1" ResourceID="{}"/>'
    resources = (
        '<ofd:Res xmlns:ofd="urn:x"><ofd:CompositeGraphicUnits>'
        + unit.format(20, call.format(20) * 2)
        + unit.format(21, text_object("深处"))
        + "</ofd:CompositeGraphicUnits></ofd:Res>"
    )
    endless = text_object("没完", y=50, deltas='DeltaX="g 99999999999 5" DeltaY="g 1e308 nan g"')
    path = made(
        tmp_path / "a.ofd",
        [call.format(20) + call.format(21) + endless],
        common="<ofd:PublicRes>R.xml</ofd:PublicRes>",
        parts={"Doc_0/R.xml": resources},
    )
    text = text_of(path)
    assert "深处" in text and "没" in text


def test_numbers_that_are_none_and_pages_of_metres_do_no_harm(tmp_path):
    odd = text_object("数", x="nan", y="1e400", more='CTM="1 inf 0 x 0 0"') + text_object("字", x="1e9")
    area = "<ofd:Area><ofd:PhysicalBox>0 0 0 -5</ofd:PhysicalBox></ofd:Area>"
    path = made(tmp_path / "a.ofd", [page_xml(odd, before=area)])
    with OfdObject(path) as ofd:
        assert set(ofd.page_text(0).text) >= {"数", "字"}
    large = "<ofd:Area><ofd:PhysicalBox>0 0 99999 99999</ofd:PhysicalBox></ofd:Area>"
    with OfdObject(made(tmp_path / "b.ofd", [page_xml(odd, before=large)])) as ofd:
        assert ofd.page_image(0, 1).shape == (3937, 3937, 3)
        with pytest.raises(MediaError, match="像素"):
            ofd.page_image(0, 300)


def test_what_is_no_ofd_and_an_encrypted_one_get_a_letter(tmp_path):
    path = made(tmp_path / "a.ofd", [])
    with pytest.raises(MediaError, match="空"):
        OfdObject(path)
    with zipfile.ZipFile(tmp_path / "b.ofd", "w") as package:
        package.writestr("readme.txt", "x")
    with pytest.raises(MediaError, match="OFD.xml"):
        OfdObject(tmp_path / "b.ofd")
    octets = bytearray(made(tmp_path / "c.ofd", [text_object("一")]).read_bytes())
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        start = octets.find(mark)
        while start >= 0:
            octets[start + at] |= 1
            start = octets.find(mark, start + 4)
    (tmp_path / "c.ofd").write_bytes(octets)
    with pytest.raises(MediaError, match="加密"):
        OfdObject(tmp_path / "c.ofd")


DAMAGED = documents.document("自带字形.ofd")


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, len(DAMAGED)),
    st.lists(st.tuples(st.integers(0, len(DAMAGED) - 1), st.integers(0, 255)), max_size=8),
)
def test_damaged_ofd_is_read_or_refused_with_a_letter(tmp_path_factory, cut, flips):
    octets = bytearray(DAMAGED)
    for at, value in flips:
        octets[at] = value
    path = tmp_path_factory.mktemp("damaged") / "a.ofd"
    path.write_bytes(octets[:cut] if cut % 3 == 0 else octets)
    try:
        with OfdObject(path) as ofd:
            for at in range(ofd.page_count):
                page = ofd.page(at)
                assert len(page.laid.text) == len(page.laid.boxes)
                assert ofd.page_image(at, 10).ndim == 3
    except MediaError as error:
        assert path.name in error.letter.zh


MARKUP = st.recursive(
    st.one_of(
        st.text("档案g 1.-&lt;", max_size=12), st.sampled_from(["g 3 5", "1 2 3 4", "M 0 0 L 5 5 B 1 2 3 C"])
    ),
    lambda inner: st.builds(
        lambda name, values, held: f"<ofd:{name} {values}>{held}</ofd:{name}>",
        st.sampled_from(
            "Layer PageBlock TextObject TextCode PathObject AbbreviatedData CGTransform Glyphs".split()
        ),
        st.sampled_from(
            [
                'Boundary="1 2 3 4" Size="3"',
                'X="1" DeltaX="g 2 3 4"',
                'CTM="1 0 0 1 0 0"',
                'DeltaY="a"',
                'Font="3"',
                "",
            ]
        ),
        inner,
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(MARKUP, MARKUP)
def test_any_markup_gives_a_page_or_a_letter(tmp_path_factory, one, other):
    path = made(
        tmp_path_factory.mktemp("any") / "a.ofd",
        [page_xml((one + other).replace("&lt;", "").replace("&", ""))],
    )
    try:
        with OfdObject(path) as ofd:
            laid = ofd.page(0).laid
            assert len(laid.text) == len(laid.boxes)
            assert ofd.page_image(0, 10).min() >= 0
    except MediaError as error:
        assert "a.ofd" in error.letter.zh
