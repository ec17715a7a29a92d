"""What is taken for text: all that people write, and nothing that comes of bytes read in the wrong way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.plausibility import LEAST_SILENT, Fault, fault_of

CHINESE = (
    "查鹭江渡口水闸年久失修，上年六月大水以后，闸门两扇均已朽坏，附近各乡农田一千二百余亩无水灌溉。经县府派员会同"
    "水利会勘明，估计修复经费国币三千四百元，拟请由省款项下补助二分之一，其余由受益各户按亩分担。"
)
TRADITIONAL = (
    "查鷺江渡口水閘年久失修，上年六月大水以後，閘門兩扇均已朽壞，附近各鄉農田一千二百餘畝無水灌溉。經縣府派員會同"
    "水利會勘明，估計修復經費國幣三千四百元，擬請由省款項下補助二分之一，其餘由受益各戶按畝分擔。"
)
JAPANESE = (
    "港の水門は長い年月のあいだ修理をしていなかったので、県の予算で直すことに決定した。村々に通知する。"
)
WRITTEN = {
    "Chinese": CHINESE,
    "traditional": TRADITIONAL,
    "Japanese": JAPANESE,
    "half-width kana": "ｺｳﾍﾞｺｳ ｽｲﾓﾝ ｼｭｳﾘ ﾋﾖｳ ﾐﾂﾓﾘ ﾃﾞﾝﾜ ﾊﾞﾝｺﾞｳ ｷｮｳｶ",
    "English": "The sluice at the ferry — built in 1904 — “cannot be shut”; McKay & O'Brien's iPhone photo shows it.",
    "French": "L'écluse du château, bâtie en été, s'est écroulée: «déjà vu» à Orléans, où l'élève naïf rêvait.",
    "Spanish": "¡Sí! ¿Qué?\n¿Cómo está la señora?\n¡Olé! ¿Dónde está el niño?",
    "prices in lines": "£3.99\n€12.50\n¥1,200 £7 €5/£4\n€1 £2 €3 £4",
    "French capitals": "L'ÉCLUSE DU CHÂTEAU EST ÉCROULÉE À L'ÉTÉ, PRÈS DE SAINT-ÉTIENNE ET DE FRÉJUS, DÉCÉDÉ",
    "German": "Über die Brücke läuft der größte Bär; Gäste hören schöne Töne im Grünen, müßig, für fünf Groschen.",
    "Icelandic": "Þjóðin náði síðan að bæta við sig fjöður í hattinn, það er góðs viti um ævi og störf þeirra.",
    "Russian": "Шлюз у переправы давно не чинили: ворота сгнили, и вода не идёт на поля окрестных деревень.",
    "Greek": "Το υδατόφραγμα στο πέρασμα δεν έχει επισκευαστεί εδώ και χρόνια, οι πύλες σάπισαν.",
    "Korean": "나루터의 수문은 오랫동안 수리하지 않아 문짝이 썩었고 논에 물을 대지 못하고 있다.",
    "Vietnamese": "Cửa cống ở bến đò đã lâu không được sửa chữa, cánh cửa mục nát, ruộng đồng không có nước tưới.",
    "Arabic": "بوابة الماء عند المعبر لم يتم إصلاحها منذ سنوات طويلة وقد تعفنت الأبواب",
    "Mongolian": "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ ᠤᠨ ᠳᠠᠩᠰᠠ 蒙古文档案 ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ",
    "Tibetan": "བོད་ཡིག་གི་ཡིག་ཆ་དང་ཡིག་ཚགས། 藏文档案 བོད་ཡིག་གི་ཡིག་ཆ།",
    "names": "林阿榕　陈樟根　黄杉娘　郑柚姐　吴荔哥　张鹭妹\n甲乙丙丁戊己庚辛壬癸 子丑寅卯辰巳午未申酉戌亥",
    "rare characters": "彧翀旻祎婧翾喆頔昶赟佺韡璟曦暠靔龘鱻麤犇骉羴猋毳淼焱垚",
    "Extension B": "𠀀𠀁𠀂𠀃𠄠𠆢𠔻𠦝𠩺𡁷𡆧𡈼𡓊𡜆𡡒",
    "characters newer than Unicode here": "".join(map(chr, range(0x31350, 0x31362))),
    "variants": "葛\U000e0100城县，辻\U000e0101本氏，︻公告︼︵甲︶船﹙乙﹚",
    "numbers": "1,204.5\t30.2\t±0.5\n20℃\t35°C\t10µm\n½\t×3\t4²=16 m³",
    "formulas": "∑x²+y²=±√3·∫f(x)dx≤α×β÷γ; ∂y/∂x≠∞; 5‰, §3 ¶2; H₂O, x̂",
    "frames": "┌──┬──┐\n│甲│乙│\n├──┼──┤\n│丙│丁│\n└──┴──┘ ■□●○★☑☐①②",
    "dots": "第一章 总则………………………………………………1\n第二章 水闸………………………………………………12",
    "code": "<a href='https://a.example/b?c=dEfG&hI=%20'>fooBarBaz</a> U3RhdGVzT2ZBbWVyaWNhQW5kT3RoZXI=",
    "prices": "Preis: 25 € / 30 £ / 1.200 ¥ – „Zitat“ ‚so‘ ‹da› © 2004 ®",
    "readings": "mǐn hóu xiàn zhǎng chéng bào; ˈhɑːbə ˈɒfɪs rɪˈpɔːts",
    "faces": "好👍🏻同意👨‍👩‍👧收到🌊水闸",
}


@pytest.mark.parametrize("writing", WRITTEN)
def test_what_people_write_is_plausible(writing):
    assert fault_of(WRITTEN[writing]) is None
    assert fault_of(WRITTEN[writing] * 5) is None


CLOTHES = [
    (text, written, read)
    for text, encodings in (
        (CHINESE, ("utf-8", "gb18030")),
        (TRADITIONAL, ("utf-8", "cp950")),
        (JAPANESE, ("utf-8", "cp932")),
    )
    for written in encodings
    for read in ("utf-8", "gb18030", "cp950", "cp932", "cp949", "latin-1", "cp1252", "cp1251", "koi8-r")
    if written != read
]


@pytest.mark.parametrize(("text", "written", "read"), CLOTHES)
def test_text_in_the_clothes_of_another_encoding_is_not(text, written, read):
    assert fault_of(text.encode(written).decode(read, "replace")) is not None


@pytest.mark.parametrize("dropped", [True, False])
def test_wide_characters_taken_for_letters_are_not_also_where_english_stands_between(dropped):
    letters = CHINESE.encode("utf-16-le").decode("cp1252", "ignore")
    garbled = "".join(sign for sign in letters if sign >= " " or not dropped)
    assert fault_of(garbled) is not None
    lines = [
        garbled[at : at + 60] + "the sluice at the ferry cannot be shut in time, says he"
        for at in range(0, 120, 60)
    ]
    assert fault_of("\n".join(lines)) is not None


@given(st.text(st.sampled_from(list(CHINESE + TRADITIONAL + JAPANESE)), max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_words_of_plausible_characters_are_plausible(text):
    assert fault_of(text) is None


@given(
    st.lists(
        st.sampled_from([text for key, text in WRITTEN.items() if key != "variants"]), min_size=1, max_size=6
    )
)
@settings(max_examples=80, deadline=None)
def test_writings_one_after_another_are_plausible(texts):
    assert fault_of("\n".join(texts)) is None


@given(st.text(st.characters(min_codepoint=0xE000, max_codepoint=0xF8FF), min_size=20, max_size=200))
def test_private_use_is_not(text):
    assert fault_of(text) is Fault.NO_CHARACTERS


@given(st.integers(0, LEAST_SILENT - 1), st.integers(8, 40))
def test_a_few_characters_in_private_use_spoil_no_text(silent, written):
    assert fault_of(CHINESE[:written] + "\ue123" * silent) is None


@given(
    st.randoms(use_true_random=False),
    st.sampled_from(["latin-1", "utf-16-le", "gb18030", "cp950", "utf-8", "cp932"]),
)
@settings(max_examples=150, deadline=None)
def test_random_bytes_are_not(random, encoding):
    assert fault_of(random.randbytes(600).decode(encoding, "replace")) is not None


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_an_answer(text):
    assert fault_of(text) in (None, *Fault)


FRENCH = "Le délégué français à Foutchéou a été reçu par le préfet; les négociants étrangers y étaient déjà en février."
GERMAN = "Über die Brücke läuft der größte Bär; Gäste hören schöne Töne im Grünen, müßig, für fünf Groschen."
RUSSIAN = "Консул прибыл в порт Фучжоу вчера вечером и доложил о торговле чаем в этом году"
KOREAN = (
    "부산항 화물 처리 보고서. 금년 삼월 이후 각 부두의 하역이 혼잡하여 선박이 제때에 정박하지 못하고 있다."
)
LETTERS_IN_CLOTHES = [
    (text, written, read)
    for text, written, reads in (
        (FRENCH, "cp1252", "koi8-r cp1251 cp866 iso8859-5 cp1253 gb18030 cp950 cp932"),
        (FRENCH, "utf-8", "cp1252 koi8-r cp1251 cp866 cp1253 cp1250 gb18030 cp950 cp932 cp949"),
        (GERMAN, "cp1252", "koi8-r cp1251 cp866 iso8859-5 cp1253 gb18030 cp950"),
        (RUSSIAN, "cp1251", "koi8-r iso8859-5 cp866 cp1252"),
        (RUSSIAN, "koi8-r", "cp1251 cp866 cp1252 cp932"),
        (RUSSIAN, "utf-8", "cp1251 koi8-r cp866 iso8859-5 cp1252"),
        (KOREAN, "cp949", "gb18030 cp950 euc_jp cp1252 cp1251 koi8-r"),
        (KOREAN, "utf-8", "cp1252 cp1251 koi8-r cp866 gb18030"),
    )
    for read in reads.split()
]


@pytest.mark.parametrize(("text", "written", "read"), LETTERS_IN_CLOTHES)
def test_letters_of_one_writing_within_words_of_another_are_not(text, written, read):
    assert fault_of(text) is None
    assert fault_of(text.encode(written).decode(read, "replace")) is not None


BESIDE_ONE_ANOTHER = {
    "names of programs": "先用foo和bar，再用baz或qux；x与y、a或b、http和https均可，用Python写，Word及Excel表",
    "formulas": "sinα+cosβ=λmax·Δx, aθ=bθ, dφ/dt=ω, πr²; αβγ kΩ μm; 2πrh",
    "phonetic spelling": "ˈbʌθruːm wɪθaʊt ˈmɛθəd θɪŋk ðə fɑːðə",
    "half-width kana with codes": "ABCｼｽﾃﾑ Aｺｰｽ Bｺｰｽ ﾃﾞﾝﾜ03-1234 VTRﾃｰﾌﾟ",
    "frames": "│ab│cd│ef│\n├──┼──┼──┤\n║ab║cd║\n╔══╦══╗\n╟──╫──╢\n╚══╩══╝",
    "Russian with names": "Станция VIP-зал, ТУ-154, завод ЗИЛ, Microsoft и Windows; АКТ О ПРИЁМКЕ; iПортал",
    "Mongolian": "Монгол улсын төрийн архивын газрын дарга хүлээн авч үзэв",
    "Korean with names": "부산항 Busan항 ABC회사가 보고한다. IT산업",
    "Greek": "Ο πρόξενος έφθασε στο λιμάνι του Φουτσού χθες το βράδυ και ανέφερε",
}


@pytest.mark.parametrize("writing", BESIDE_ONE_ANOTHER)
def test_writings_beside_one_another_are_plausible(writing):
    assert fault_of(BESIDE_ONE_ANOTHER[writing]) is None
    assert fault_of(BESIDE_ONE_ANOTHER[writing] * 4) is None
