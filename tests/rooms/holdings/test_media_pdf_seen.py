"""PDF: what a person sees on a page is found, what is hidden is not, and lines come in the order of reading."""

from __future__ import annotations

import pytest

from holdings.media.laid_text import LaidText
from holdings.media.pdf import PdfObject
from tests.rooms.holdings.pdf_samples import FREE, hexed, latin, pdf_page, stream, text

LETTER = [
    "石桥镇公所呈",
    "查本镇渡口木桥年久失修，行人往来多有不便，",
    "拟请拨款重建，以利交通。",
    "谨呈",
    "青溪县政府",
]
READ = "石桥镇公所呈\n查本镇渡口木桥年久失修，行人往来多有不便，拟请拨款重建，以利交通。\n谨呈\n青溪县政府"


def _read(path) -> LaidText:
    with PdfObject(path) as opened:
        return opened.page_text(0)


def _notes(path) -> str:
    with PdfObject(path) as opened:
        return opened.page_notes(0).text


def test_text_outside_of_the_crop_box_is_not_found(tmp_path):
    content = text("石桥镇公所呈", 60, 700) + text("裁去的批语", 60, 60) + text("左边裁去", -200, 700)
    assert (
        _read(pdf_page(tmp_path / "a.pdf", content, page="/CropBox [0 300 595 842]")).text == "石桥镇公所呈"
    )


@pytest.mark.parametrize(("state", "found"), [("/OFF [10 0 R]", False), ("/OFF []", True)])
def test_text_of_a_layer_that_is_switched_off_is_not_found(tmp_path, state, found):
    content = text("石桥镇公所呈", 60, 700) + "/OC /L BDC\n" + text("内部编号甲七", 60, 650) + "EMC\n"
    path = pdf_page(
        tmp_path / "a.pdf",
        content,
        resources="/Properties << /L 10 0 R >>",
        catalog=f"/OCProperties << /OCGs [10 0 R] /D << {state} >> >>",
        objects={FREE: f"<< /Type /OCG /Name {hexed('内部')} >>".encode()},
    )
    assert ("内部编号甲七" in _read(path).text) is found
    with PdfObject(path) as opened:  # and looking for it left nothing on the page
        opened.page_text(0)
        assert opened.page_image(0, 20).min() > 200


@pytest.mark.parametrize(
    ("page", "matrix", "place"),
    [
        ("/Rotate 90", "1 0 0 1", lambda line: (60, 760 - 14 * line)),
        ("/Rotate 180", "1 0 0 1", lambda line: (60, 760 - 14 * line)),
        ("/Rotate 270", "1 0 0 1", lambda line: (60, 760 - 14 * line)),
        ("", "0 -1 1 0", lambda line: (500 - 14 * line, 780)),
        ("", "0 1 -1 0", lambda line: (100 + 14 * line, 60)),
        ("", "-1 0 0 -1", lambda line: (500, 100 + 14 * line)),
    ],
)
def test_lines_that_are_shown_turned_come_in_order(tmp_path, page, matrix, place):
    lines = [
        "Report of Stone Bridge",
        "The bridge is old and the people cannot cross",
        "it safely. We ask for money.",
        "Yours",
    ]
    drawn = [latin(line, place(at)[0], place(at)[1], matrix) for at, line in enumerate(lines)]
    for order in (drawn, drawn[::-1]):
        laid = _read(pdf_page(tmp_path / "a.pdf", "".join(order), page=page))
        assert laid.text == "\n".join([lines[0], f"{lines[1]} {lines[2]}", lines[3]])
        assert all(
            box is None or (0 <= box[0] <= box[2] <= 1 and 0 <= box[1] <= box[3] <= 1) for box in laid.boxes
        )


def test_a_turned_remark_in_the_margin_follows_the_page_s_own_text(tmp_path):
    content = "".join(text(line, 60, 760 - 20 * at) for at, line in enumerate(LETTER))
    content += latin("Received by section three", 560, 700, matrix="0 -1 1 0")
    assert _read(pdf_page(tmp_path / "a.pdf", content)).text == READ + "\nReceived by section three"


ROWS = [("姓名", "籍贯", "职务"), ("江白鹭", "青溪石桥", "科员"), ("何松年", "青溪柳塘", "书记")]


def test_cells_of_a_table_are_boundaries_and_so_are_its_rows(tmp_path):
    content = "".join(
        text(cell, 60 + 120 * column, 700 - 20 * row)
        for row, cells in enumerate(ROWS)
        for column, cell in enumerate(cells)
    )
    expected = "\n".join("\t".join(cells) for cells in ROWS)
    assert _read(pdf_page(tmp_path / "a.pdf", content)).text == expected


def test_a_paragraph_with_one_wide_gap_is_still_one_paragraph(tmp_path):
    content = text("一、", 60, 700) + text("渡口木桥年久失修行人往来多有不便", 120, 700)
    content += text("拟请拨款重建以利交通", 60, 680)
    assert _read(pdf_page(tmp_path / "a.pdf", content)).text.endswith("不便拟请拨款重建以利交通")


def test_a_heading_in_spaced_type_is_one_phrase(tmp_path):
    content = text("青 溪 县 政 府 训 令", 60, 700, size=20) + text("关　于　修　桥", 60, 650)
    assert _read(pdf_page(tmp_path / "a.pdf", content)).text == "青溪县政府训令\n关于修桥"


def test_cells_of_one_character_are_no_heading(tmp_path):
    content = "".join(text(sign, 60 + 80 * at, 700) for at, sign in enumerate("甲乙丙丁"))
    assert "甲乙" not in _read(pdf_page(tmp_path / "a.pdf", content)).text


def _widget(value: str, top: int, more: str = "") -> bytes:
    return (
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T (f{top}) /V {hexed(value)} /F 4 /P 3 0 R "
        f"/Rect [140 {top} 400 {top + 24}] /AP << /N 20 0 R >> {more} >>"
    ).encode()


def test_fields_of_a_form_are_found_and_drawn(tmp_path):
    black = stream(b"0 g 0 0 260 24 re f", "/Type /XObject /Subtype /Form /BBox [0 0 260 24]")
    path = pdf_page(
        tmp_path / "a.pdf",
        text("姓名：", 60, 700),
        page="/Annots [10 0 R 11 0 R 12 0 R]",
        catalog="/AcroForm << /Fields [10 0 R 11 0 R 12 0 R] >>",
        objects={
            10: _widget("江白鹭", 700),
            11: _widget("口令不见", 650, "/Ff 8192"),
            12: _widget("藏起来的", 600).replace(b"/F 4", b"/F 2"),
            20: black,
        },
    )
    assert _notes(path) == "江白鹭"
    with PdfObject(path) as opened:
        drawn = opened.page_image(0, 72)
        boxes = [box for box in opened.page_notes(0).boxes if box is not None]
    assert drawn[842 - 712, 200].max() < 50
    assert drawn[842 - 612, 200].min() > 200
    assert boxes[0][0] == pytest.approx(140 / 595, abs=0.01)


def test_annotations_are_found_but_for_hidden_ones_and_links(tmp_path):
    def annotation(kind: str, words: str, flags: int = 4) -> bytes:
        return (
            f"<< /Type /Annot /Subtype /{kind} /Contents {hexed(words)} /F {flags} /Rect [140 600 300 640] >>"
        ).encode()

    path = pdf_page(
        tmp_path / "a.pdf",
        text("批示栏：", 60, 700),
        page="/Annots [10 0 R 11 0 R 12 0 R 13 0 R]",
        objects={
            10: annotation("FreeText", "请建设科核办"),
            11: annotation("Text", "便签：附图缺一张", 0),
            12: annotation("Text", "已作废的便签", 2),
            13: annotation("Link", "去第三页"),
        },
    )
    assert _notes(path) == "请建设科核办\n便签：附图缺一张"
    assert _read(path).text == "批示栏："


def test_what_was_filled_into_an_xfa_form_is_found(tmp_path):
    data = (
        '<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><xfa:datasets '
        'xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><表><姓名>江白鹭</姓名><事由>查修桥旧案'
        "</事由><空/></表></xfa:data></xfa:datasets></xdp:xdp>"
    )
    for written in (data, "<!DOCTYPE x>" + data, "no xml"):
        path = pdf_page(
            tmp_path / "a.pdf",
            text("Please wait...", 60, 700),
            catalog="/AcroForm << /Fields [] /XFA 10 0 R >>",
            objects={FREE: stream(written.encode())},
        )
        assert _notes(path) == ("姓名：江白鹭\n事由：查修桥旧案" if written is data else "")


def test_embedded_files_are_named_and_their_bytes_are_there(tmp_path):
    path = pdf_page(
        tmp_path / "a.pdf",
        text("案卷", 60, 700),
        catalog=f"/Names << /EmbeddedFiles << /Names [{hexed('清单.txt')} 10 0 R] >> >>",
        objects={
            10: f"<< /Type /Filespec /F (a) /UF {hexed('清单.txt')} /EF << /F 11 0 R >> >>".encode(),
            11: stream("桥梁清单".encode(), "/Type /EmbeddedFile"),
        },
    )
    with PdfObject(path) as opened:
        assert opened.attachments == ("清单.txt",)
        assert opened.attachment(0, 1000) == "桥梁清单".encode()
        assert opened.attachment(0, 5) is None
