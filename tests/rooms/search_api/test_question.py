"""Any text that a person can type is a valid question; what does not parse is searched as words, and says so."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from holdings.day_numbers import OPEN_BEGINNING, OPEN_END
from search_api.letters import LONGEST_QUESTION
from search_api.question import Both, Chunk, Dated, Either, FieldName, Not, Question, read_question

_PIECES = st.sampled_from(
    [
        "AND",
        "OR",
        "NOT",
        "(",
        ")",
        "（",
        "）",
        '"',
        "“",
        "”",
        "「",
        "」",
        "『",
        "』",
        "＂",
        "题名:",
        "責任者：",
        "日期:",
        "日期:1934..",
        "..",
        "闽政〔2018〕5号",
        "民国二十三年",
        "J019",
        "J019-WS·2018-1",
        "训令",
        "福建省",
        " ",
        "\x00",
        "\u200b",
        "\u202e",
        "👨‍👩‍👧",
        "𠮷",
        "<b>",
        "</script>",
        "*",
        "?",
        "~2",
        "^3",
        "[1 TO 2]",
        "\\",
        "/a.*/",
        ":",
        "：",
        "○",
        "〇",
        "１９３４年",
    ]
)
_SHAPES = st.lists(_PIECES | st.text(max_size=4), max_size=60).map("".join)


def chunks(typed: str) -> list[tuple[str, bool, str]]:
    return [(chunk.text, chunk.exact, chunk.field.value) for chunk in read_question(typed).chunks]


def codes(question: Question) -> list[str]:
    return [notice["code"] for notice in question.notices]


@given(_SHAPES | st.text(max_size=600))
@example("(" * 10_000 + "甲 AND 乙" + ")" * 10_000)
@example("NOT " * 200)
@example("甲 AND (" * 60)
@example("甲" * 100_000)
@example("\ud800“")
def test_every_text_is_a_question(typed: str) -> None:
    question = read_question(typed)
    assert isinstance(question.node, Both)
    assert len(question.text) <= LONGEST_QUESTION
    # A text that shows something asks for something.
    shown = typed[:LONGEST_QUESTION]
    excluding = any(isinstance(part, Not) for part in question.node.parts)
    if any(character.isalnum() for character in shown) and not excluding and "日期" not in shown:
        assert question.chunks or "NOT" in shown
    for notice in question.notices:
        assert notice["zh"]
        assert notice["en"]


def test_chunks_are_parted_by_blanks_of_any_kind() -> None:
    assert chunks("训令　财政\t1934\n福建") == [
        (word, False, "anywhere") for word in ("训令", "财政", "1934", "福建")
    ]


@pytest.mark.parametrize(
    "typed",
    ['"财政厅"', "“财政厅”", "”财政厅“", "「财政厅」", "『财政厅』", "＂财政厅＂", '“财政厅"', "〝财政厅〞"],
)
def test_quotes_of_every_kind_make_an_exact_chunk(typed: str) -> None:
    assert chunks(typed) == [("财政厅", True, "anywhere")]
    assert chunks(f"训令 {typed} 福建") == [
        ("训令", False, "anywhere"),
        ("财政厅", True, "anywhere"),
        ("福建", False, "anywhere"),
    ]
    # Inside a sentence they are punctuation, and what they enclose is preferred.
    inside = read_question(f"训令{typed}福建 乙").chunks
    assert inside == (Chunk(f"训令{typed}福建", quoted=("财政厅",)), Chunk("乙"))


@pytest.mark.parametrize(
    "typed",
    [
        "“关于“三清”工作的补充通知”",
        '"关于“三清”工作的补充通知"',
        "「关于「三清」工作的补充通知」",
        "「关于“三清”工作的补充通知」",
        "“关于“三清”工作的补充通知”。",
    ],
)
def test_quotes_within_quotes_are_one_chunk(typed: str) -> None:
    assert [chunk.exact for chunk in read_question(typed).chunks] == [True]
    assert "三清" in read_question(typed).chunks[0].text
    assert "工作的补充通知" in read_question(typed).chunks[0].text
    assert codes(read_question(typed)) == []


@pytest.mark.parametrize(
    ("typed", "quoted"),
    [
        ("如何通过居住权制度实现“以房养老”？", ("以房养老",)),
        ("什么是“居住权”？", ("居住权",)),
        ("关于“三清”工作的补充通知", ("三清",)),
        ("《关于“三清”工作的补充通知》", ("三清",)),
        ('什么是"Grand Canal"的起点', ("Grand Canal",)),
        ("“甲”和“乙”的关系", ("甲", "乙")),
    ],
)
def test_quotes_in_a_sentence_leave_it_one_chunk(typed: str, quoted: tuple[str, ...]) -> None:
    assert read_question(typed).node.parts == (Chunk(typed, quoted=quoted),)


def test_quotes_with_punctuation_around_them_are_whole_chunks() -> None:
    assert chunks("《“三清”》") == [("三清", True, "anywhere")]
    assert chunks("“甲乙”，“丙丁”。") == [("甲乙", True, "anywhere"), ("丙丁", True, "anywhere")]
    assert chunks("题名:关于“三清”工作") == [("关于“三清”工作", False, "title")]


@pytest.mark.parametrize("sign", ["-", "－", "−", "!", "！", "NOT ", "not ", "非 ", "Not ", "ＮＯＴ "])
def test_what_excludes(sign: str) -> None:
    assert read_question(f"闽江航运 {sign}马尾").node.parts == (Chunk("闽江航运"), Not(Chunk("马尾")))
    assert read_question(f"闽江航运 {sign}“马尾”").node.parts == (Chunk("闽江航运"), Not(Chunk("马尾", True)))


@pytest.mark.parametrize("sign", ["-", "－", "!", "！", "NOT "])
def test_a_sign_at_the_beginning_excludes_though_nothing_is_wanted(sign: str) -> None:
    assert read_question(f"{sign}马尾").node.parts == (Not(Chunk("马尾")),)
    assert read_question(f"{sign}“马尾”").node.parts == (Not(Chunk("马尾", True)),)
    assert read_question(f"{sign}题名:码头").node.parts == (Not(Chunk("码头", field=FieldName.TITLE)),)
    assert read_question(f"{sign}马尾 {sign}长乐").node.parts == (Not(Chunk("马尾")), Not(Chunk("长乐")))


@pytest.mark.parametrize(
    "typed",
    [
        "-v",
        "-verbose",
        "- 第一条",
        "-第一条 码头\n-第二条 海堤",
        "- 第一条\r\n- 第二条",
        "—第一条",
        "--第一条",
        "档案-城市的记忆",
        "1937 -1945",
        "温度 -5℃",
        "甲 - 乙",
        "甲 —— 乙",
        "goods not claimed",
        "and or not",
        "东 非 地 区",
        "not 马尾",
        "马尾 not",
        "非 马尾",
        "lin-mu@example.org",
        "http://www.example.org/a-b!c",
    ],
)
def test_what_only_looks_like_it_excludes_nothing(typed: str) -> None:
    assert not any(isinstance(part, Not) for part in read_question(typed).node.parts)
    assert not any(isinstance(part, Either) for part in read_question(typed).node.parts)


@pytest.mark.parametrize(
    "typed",
    [
        "RULES FOR GOODS NOT CLAIMED",
        "READY OR NOT",
        "PILOTAGE AND TOWAGE TARIFF",
        "NOT CLAIMED",
        "TO BE OR NOT TO BE",
        "LIGHTS, BUOYS AND BEACONS",
    ],
)
def test_in_a_title_in_capitals_operators_are_words(typed: str) -> None:
    question = read_question(typed)
    assert [chunk.text for chunk in question.chunks] == list(dict.fromkeys(typed.split()))
    assert codes(question) == ["title-in-capitals"]


def test_formulas_of_words_in_capitals_are_formulas() -> None:
    assert read_question("IBM NOT DEC").node.parts == (Chunk("IBM"), Not(Chunk("DEC")))
    assert read_question("IBM OR DEC OR SUN").node.parts == (
        Either((Chunk("IBM"), Chunk("DEC"), Chunk("SUN"))),
    )
    assert read_question("福州 or 厦门").node.parts == (Either((Chunk("福州"), Chunk("厦门"))),)


def test_an_operator_in_small_letters_stands_between_words() -> None:
    assert read_question("福州 and 厦门").node.parts == (Chunk("福州"), Chunk("厦门"))
    assert chunks("Tom and Jerry 动画") == [
        (word, False, "anywhere") for word in ("Tom", "and", "Jerry", "动画")
    ]


@pytest.mark.parametrize(
    "typed",
    [
        '"财政厅',
        "财政厅”",
        "「财政厅",
        "「财政厅』",
        "财政厅 AND",
        "OR 财政厅",
        "财政厅 AND OR",
        "(财政厅 AND",
        "财政厅) OR",
    ],
)
def test_what_does_not_pair_up_is_words_and_says_so(typed: str) -> None:
    question = read_question(typed)
    assert [chunk.text.strip("』」”") for chunk in question.chunks] == ["财政厅"]
    if "”" not in typed:
        assert codes(question) == ["read-as-words"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ("题名:盐务", "title"),
        ("題名：盐务", "title"),
        ("标题: 盐务", "title"),
        ("ＴＩＴＬＥ：盐务", "title"),
        ("Title:盐务", "title"),
        ("责任者:盐务", "responsible"),
        ("責任者：盐务", "responsible"),
        ("文号:盐务", "document_number"),
        ("原档号:盐务", "former_code"),
        ("原檔號：盐务", "former_code"),
        ("文號:盐务", "document_number"),
        ("档号:盐务", "code"),
        ("檔號：盐务", "code"),
    ],
)
def test_fields_in_both_scripts_and_widths(typed: str, field: str) -> None:
    assert chunks(typed) == [("盐务", False, field)]


def test_a_field_takes_a_quoted_text() -> None:
    assert chunks("题名:“财政 训令” 乙") == [("财政 训令", True, "title"), ("乙", False, "anywhere")]


def test_an_unknown_field_is_part_of_the_word() -> None:
    assert chunks("时间:1934 http://a") == [("时间:1934", False, "anywhere"), ("http://a", False, "anywhere")]


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("日期:1934", 19340101, 19341231),
        ("日期:193405", 19340501, 19340531),
        ("日期：19340512", 19340512, 19340512),
        ("日期:1934-1937", 19340101, 19371231),
        ("日期:1934..1937", 19340101, 19371231),
        ("date:1934..", 19340101, 99991231),
        ("日期:..19340512", OPEN_BEGINNING, 19340512),
        ("日期:1850-", 18500101, OPEN_END),
        ("日期:1850至今", 18500101, OPEN_END),
        ("日期:-1949", OPEN_BEGINNING, 19491231),
        ("日期:1945年以前", OPEN_BEGINNING, 19451231),
        ("日期:清末", 18400101, 19120212),
        ("日期:光绪年间", 18750101, 19081231),
        ("日期:昭和十二年", 19370101, 19371231),
        ("日期:公元前221年", -2199899, -2198769),
        ("日期:民国二十三年", 19340101, 19341231),
        ("日期:１９３４", 19340101, 19341231),
        ("日期: “1934”", 19340101, 19341231),
        ("日期:光绪二十年", 18940101, 18941231),
    ],
)
def test_dates_and_spans(typed: str, low: int, high: int) -> None:
    question = read_question(typed)
    assert question.node.parts == (Dated(low, high),)
    assert question.notices == ()


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("1949年以前", OPEN_BEGINNING, 19491231),
        ("民国三十八年以前", OPEN_BEGINNING, 19491231),
        ("1937年7月以后", 19370701, OPEN_END),
        ("光绪二十年以来", 18940101, OPEN_END),
        ("１９３７—１９４５年", 19370101, 19451231),
        ("民國廿年至廿五年", 19310101, 19361231),
    ],
)
def test_a_word_that_can_only_be_a_stretch_of_time_is_one(typed: str, low: int, high: int) -> None:
    """港务局 1949年以前 asks for records until 1949; what says so in words counts too, and in quotes alone."""
    question = read_question(f"港务局 {typed}")
    assert question.node.parts == (
        Chunk("港务局"),
        Either((Dated(low, high), Chunk(typed, exact=True))),
    )
    assert codes(question) == ["read-as-dates"]
    assert read_question(f"港务局 “{typed}”").node.parts == (Chunk("港务局"), Chunk(typed, exact=True))


@pytest.mark.parametrize("typed", ["三年前", "十年以后", "1949年", "清末", "元年以后", "1949", "以前"])
def test_what_may_be_words_stays_words(typed: str) -> None:
    assert read_question(f"港务局 {typed}").node.parts == (Chunk("港务局"), Chunk(typed))


@pytest.mark.parametrize("typed", ["日期:某年某月", "日期:1937..1934", "日期:19340231", "日期:..", "日期:"])
def test_what_is_no_date_is_searched_as_words_and_says_so(typed: str) -> None:
    question = read_question(typed)
    assert codes(question) == ["date-as-words"]
    assert all(isinstance(part, Chunk) for part in question.node.parts)


def test_operators_and_brackets() -> None:
    a, b, c = Chunk("甲"), Chunk("乙"), Chunk("丙")
    assert read_question("甲 AND 乙 OR 丙").node.parts == (Either((Both((a, b)), c)),)
    assert read_question("甲 AND (乙 OR 丙)").node.parts == (a, Either((b, c)))
    assert read_question("甲 （乙 OR 丙）").node.parts == (a, Either((b, c)))
    assert read_question("甲 AND(乙 OR 丙)NOT(丙)").node.parts == (a, Either((b, c)), Not(c))
    assert read_question("甲 NOT 乙").node.parts == (a, Not(b))
    assert read_question("NOT 甲").node.parts == (Not(a),)
    assert read_question("NOT NOT 甲").node.parts == (Not(Not(a)),)
    assert read_question("and or not").node.parts == (Chunk("and"), Chunk("or"), Chunk("not"))


def test_brackets_without_operators_are_part_of_a_title() -> None:
    assert read_question("条例（试行）").node.parts == (Chunk("条例（试行）"),)


def test_brackets_inside_a_word_stay_in_it_beside_operators() -> None:
    number = Chunk("闽政(2018)5号", field=FieldName.DOCUMENT_NUMBER)
    assert read_question("题名:甲 OR 文号:闽政(2018)5号").node.parts == (
        Either((Chunk("甲", field=FieldName.TITLE), number)),
    )
    assert read_question("条例（试行） AND 福建").node.parts == (Chunk("条例（试行）"), Chunk("福建"))
    assert read_question("(闽政(2018)5号 OR 甲)").node.parts == (
        Either((Chunk("闽政(2018)5号"), Chunk("甲"))),
    )


def test_invisible_characters_part_nothing() -> None:
    assert chunks("福\u200b建 “财\u00ad政\ufeff厅”") == [
        ("福建", False, "anywhere"),
        ("财政厅", True, "anywhere"),
    ]


def test_codes_are_looked_for_as_codes_and_as_words() -> None:
    question = read_question("j019-ws·2018")
    assert question.node.parts == (
        Either((Chunk("j019-ws·2018", field=FieldName.CODE), Chunk("j019-ws·2018", exact=True))),
    )


def test_a_long_question_is_cut_at_the_stated_length() -> None:
    question = read_question("旱" * 100_000)
    assert len(question.text) == LONGEST_QUESTION
    assert codes(question) == ["question-cut"]
    assert "500" in question.notices[0]["zh"]
    assert codes(read_question("旱" * LONGEST_QUESTION)) == []


@pytest.mark.parametrize(
    "typed",
    [
        "(" * 10_000 + "甲 AND 乙" + ")" * 10_000,
        "(a " * 160 + "AND b",
        "a OR(" * 98 + "b" + ")" * 10,
        "NOT " * 125 + "甲",
        "NOT(" * 80 + "甲" + ")" * 80,
        "(" * 240 + "a OR b" + ")" * 240,
        "a AND " * 83 + "b",
        "(a OR b) " * 55,
        "甲(" * 200 + " OR",
    ],
)
def test_deep_nesting_is_read(typed: str) -> None:
    assert read_question(typed).text


def test_what_is_asked_twice_is_asked_once() -> None:
    assert read_question("甲 乙 甲").node.parts == (Chunk("甲"), Chunk("乙"))
    assert read_question("甲 OR 甲 OR 乙").node.parts == (Either((Chunk("甲"), Chunk("乙"))),)
    assert read_question("“甲 甲 乙").node.parts == (Chunk("甲"), Chunk("乙"))


def test_the_length_of_a_question_is_a_limit_that_is_told():
    question = read_question("档" * 100, 40)
    assert question.text == "档" * 40
    assert [notice["code"] for notice in question.notices] == ["question-cut"]
    assert "40" in question.notices[0]["zh"] and "40" in question.notices[0]["en"]
    assert read_question("档" * 40, 40).notices == ()
