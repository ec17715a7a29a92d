"""Pages of the kinds that archives scan, with texts of their own, printed anew: nothing was tuned on them.

Debian: fonts-noto-cjk, fonts-arphic-uming, fonts-arphic-ukai, fonts-wqy-zenhei.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Pixels = npt.NDArray[np.uint8]

_FOLDER = Path("/usr/share/fonts")
_STANDING = str.maketrans("（）()〔〕《》〈〉—…", "︵︶︵︶︹︺︽︾︿﹀︱︙")  # as they are set vertically
_STOPS = frozenset("，。、；：")

SIZE = (1_654, 2_339)
"""A4 at 200 dpi."""

_SERIF, _SANS = "opentype/noto/NotoSerifCJK-Regular.ttc", "opentype/noto/NotoSansCJK-Regular.ttc"
_MING, _KAI = "truetype/arphic/uming.ttc", "truetype/arphic/ukai.ttc"
_HANS, _HANT = 2, 3  # faces of Noto's collections: Simplified, Traditional

HARBOUR = (
    "关于加强港口码头安全管理的报告\n"
    "我局于九月十二日组织力量，对所属七个码头、三处仓库和两座灯塔进行了全面检查。检查中发现，"
    "第三码头西侧护岸因连日台风冲刷，已有二十余米基石松动；煤炭仓库防火器材过期四十一件；"
    "夜间装卸照明不足，曾有工人失足落水。对上述问题，已责成各单位限期整改。\n"
    "一、护岸抢修工程由工程队承担，所需石料八百立方米、水泥六十吨，请计划科于本月底前拨付。\n"
    "二、各仓库应当建立防火值班制度，每班不得少于二人，值班记录逐日填写，每月报局备查。\n"
    "三、夜间作业须经调度室批准，照明设备由供电所统一检修，费用在维修经费内列支。\n"
    "四、今后凡发生伤亡事故，应在一小时内以电话报告，二十四小时内补送书面材料，不得隐瞒。\n"
    "此次检查共投入干部职工一百五十六人次，历时九天，行程三百二十公里。各级领导对此十分重视，"
    "群众反映良好。随文附送检查情况统计表一份，请审阅批示。"
)
SCHOOL = (
    "縣立初級中學校務會議紀錄\n"
    "時間：中華民國二十六年三月十八日下午二時。地點：本校圖書館。出席者：全體教職員二十三人，"
    "缺席者二人。主席：校長林鴻年。紀錄：教務員陳懋章。\n"
    "主席報告：本學期註冊學生三百零七人，較上學期增加四十二人，校舍不敷應用，擬租借城隍廟東廂為"
    "臨時教室，每月租金國幣拾伍元，業經縣府核准備案。圖書儀器費尚欠四百餘元，應請縣府從速撥發。\n"
    "討論事項：一、春季運動會應否照常舉行案。議決：定四月十日起舉行三日，推體育教員籌備。"
    "二、學生膳食應如何改良案。議決：組織膳食委員會，由學生推舉代表七人，會同庶務辦理。"
    "三、國文教材應否增選鄉土文獻案。議決：通過，請國文教員會商選定，下次會議提出報告。"
)
TIDE = (
    "本縣濱海各鄉，歷來賴海塘捍衛田廬。去秋颶風為災，塘身潰決凡九處，淹沒禾田三千餘畝，"
    "民房倒塌無算。事後經士紳籌款搶修，僅將決口草草堵塞，未能持久。今歲伏汛將臨，若不及早加高培厚，"
    "恐再蹈前轍。爰集各鄉代表，議定辦法如左：一、按畝派捐，每畝銀圓貳角，分兩期繳納。二、設海塘工程"
    "事務所於城內，推公正士紳五人主持。三、石料採自東山，土方就近挑取，工人每日給工資肆角。"
    "四、工程限於六月底以前告竣，逾期由承辦人負責賠償。五、賬目每十日公布一次，以昭大信。"
)
LEDGER = (
    ("编号", "物品名称", "单位", "数量", "存放地点", "经手人"),
    ("001", "铁皮档案柜", "个", "38", "三楼库房", "黄志明"),
    ("002", "除湿机", "台", "6", "地下库房", "郑秀兰"),
    ("003", "缩微阅读器", "台", "4", "阅览大厅", "吴建平"),
    ("004", "无酸卷皮", "张", "12500", "二楼仓库", "林月娥"),
    ("005", "装订机", "台", "3", "整理室", "何国强"),
    ("006", "防虫药剂", "瓶", "240", "药品间", "邱素珍"),
    ("007", "手推车", "辆", "9", "一楼走廊", "马德成"),
    ("008", "温湿度计", "只", "57", "各库房", "苏丽华"),
)


@dataclass(frozen=True)
class Printed:
    """A printed page.

    Attributes:
        name: its kind, for the table.
        pixels: (height, width, 3), RGB.
        truth: its text in the order of reading.
        traditional: written in Traditional characters.
        vertical: in columns from right to left.
    """

    name: str
    pixels: Pixels
    truth: str
    traditional: bool = False
    vertical: bool = False


def pages() -> list[Printed]:
    """A page of each kind."""
    serif, sans = _font(_SERIF, 38, _HANS), _font(_SANS, 34, _HANS)
    ming, kai = _font(_MING, 40, 0), _font(_KAI, 40, 0)
    level = _level(HARBOUR, serif)
    stamped = np.asarray(level.convert("RGB"))
    school = _level(SCHOOL, ming)
    columns = _vertical((TIDE,), _font(_SERIF, 38, _HANT))
    tiers = _vertical(_thirds(SCHOOL.replace("\n", "")), _font(_MING, 38, 0))
    simplified = _vertical((HARBOUR,), serif)
    return [
        Printed("level, clean", _rgb(level), HARBOUR),
        Printed("level, noise", _worn(level, 1, noise=28), HARBOUR),
        Printed("level, faint", _worn(level, 2, ink=0.28, noise=6), HARBOUR),
        Printed("level, out of focus", _worn(level, 3, blur=2.2), HARBOUR),
        Printed("level, askew", _worn(_level(HARBOUR, sans), 4, turn=-1.7, noise=6), HARBOUR),
        Printed("level, red stamp", _stamped(stamped), HARBOUR),
        Printed("level, other side shows", _worn(level, 5, bleed=0.3, noise=6), HARBOUR),
        Printed("level, carbon copy", _worn(_level(HARBOUR, kai), 6, ink=0.55, blur=1.2, noise=12), HARBOUR),
        Printed("two columns", _worn(_two_columns(HARBOUR, sans), 7, noise=8, blur=0.8), HARBOUR),
        Printed("ruled table", _worn(_table(sans), 8, noise=8, blur=0.8), _table_text()),
        Printed("traditional, level", _worn(school, 9, noise=10, blur=0.8), SCHOOL, True),
        Printed("traditional, vertical", _worn(columns, 10, noise=8, blur=0.8), TIDE, True, True),
        Printed("traditional, three tiers", _worn(tiers, 11, noise=6, blur=0.7), SCHOOL, True, True),
        Printed("simplified, vertical", _worn(simplified, 12, noise=8, blur=0.8), HARBOUR, False, True),
    ]


def _font(name: str, size: int, face: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_FOLDER / name), size, index=face)


def _rgb(sheet: Image.Image) -> Pixels:
    return np.asarray(sheet.convert("RGB"))


def _lines(text: str, font: ImageFont.FreeTypeFont, across: float) -> list[str]:
    """Lines of a text; its first paragraph is a headline."""
    lines: list[str] = []
    for at, paragraph in enumerate(text.split("\n")):
        line = "" if at == 0 else "　　"
        for sign in paragraph:
            if font.getlength(line + sign) > across and sign not in _STOPS:
                lines.append(line)
                line = ""
            line += sign
        lines.append(line)
    return lines


def _level(text: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    sheet = Image.new("L", SIZE, 255)
    draw, pitch = ImageDraw.Draw(sheet), 1.75 * font.size
    for at, line in enumerate(_lines(text, font, SIZE[0] - 360)):
        left = (SIZE[0] - font.getlength(line)) / 2 if at == 0 else 180
        draw.text((left, 200 + at * pitch), line, fill=0, font=font)
    return sheet


def _two_columns(text: str, font: ImageFont.FreeTypeFont) -> Image.Image:
    sheet = Image.new("L", SIZE, 255)
    draw, pitch = ImageDraw.Draw(sheet), 1.7 * font.size
    title, _, body = text.partition("\n")
    draw.text(((SIZE[0] - font.getlength(title)) / 2, 160), title, fill=0, font=font)
    lines = _lines("\n" + body, font, 590)[1:]
    half = (len(lines) + 1) // 2
    for at, line in enumerate(lines):
        draw.text((180 + 680 * (at >= half), 270 + (at % half) * pitch), line, fill=0, font=font)
    return sheet


def _table(font: ImageFont.FreeTypeFont) -> Image.Image:
    sheet = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(sheet)
    title = "库房设备清册"
    draw.text(((SIZE[0] - font.getlength(title)) / 2, 180), title, fill=0, font=font)
    places = [150, 280, 580, 700, 870, 1_180, 1_500]
    for at in range(len(LEDGER) + 1):
        draw.line((places[0], 280 + at * 90, places[-1], 280 + at * 90), fill=0, width=3)
    for x in places:
        draw.line((x, 280, x, 280 + len(LEDGER) * 90), fill=0, width=3)
    for at, row in enumerate(LEDGER):
        for left, cell in zip(places, row, strict=False):
            draw.text((left + 16, 300 + at * 90), cell, fill=0, font=font)
    return sheet


def _table_text() -> str:
    return "库房设备清册\n" + "\n".join("".join(row) for row in LEDGER)


def _thirds(text: str) -> tuple[str, ...]:
    third = -(-len(text) // 3)
    return tuple(text[at : at + third] for at in range(0, len(text), third))


def _vertical(tiers: tuple[str, ...], font: ImageFont.FreeTypeFont) -> Image.Image:
    """Columns from right to left, in tiers from the top, each parted from the next by a rule."""
    sheet = Image.new("L", SIZE, 255)
    draw = ImageDraw.Draw(sheet)
    size = int(font.size)
    step, pitch = size + 5, int(1.75 * size)
    tall = (SIZE[1] - 300) // len(tiers)
    down = (tall - 60) // step
    for tier, text in enumerate(tiers):
        top = 150 + tier * tall
        if tier:
            draw.line((150, top - 45, SIZE[0] - 150, top - 45), fill=0, width=3)
        signs = text.replace("\n", "")
        column: list[str] = []
        columns: list[list[str]] = [column]
        for sign in signs:
            if len(column) >= down and sign not in _STOPS:
                column = []
                columns.append(column)
            column.append(sign)
        for at, held in enumerate(columns):
            middle = SIZE[0] - 180 - at * pitch
            for row, sign in enumerate("".join(held).translate(_STANDING)):
                y = top + row * step
                if sign in _STOPS:  # a stop stands in the upper right of its square
                    draw.text((middle + 2, y - int(0.45 * size)), sign, fill=0, font=font)
                else:
                    draw.text((middle, y + int(0.86 * size)), sign, fill=0, font=font, anchor="ms")
    return sheet


def _worn(
    sheet: Image.Image,
    seed: int,
    *,
    noise: float = 0,
    blur: float = 0,
    ink: float = 1,
    bleed: float = 0,
    turn: float = 0,
) -> Pixels:
    """The page after wear and scanning.

    Args:
        sheet: black on white.
        seed: of the noise.
        noise: its standard deviation, in levels of 256.
        blur: standard deviation, in pixels.
        ink: contrast that is left, 0 to 1.
        bleed: how much of the other side shows, 0 to 1.
        turn: degrees.
    """
    pixels: npt.NDArray[Any] = np.asarray(sheet, dtype=np.float32)
    if bleed:
        pixels = np.minimum(
            pixels, 255 - bleed * (255 - cv2.GaussianBlur(pixels[:, ::-1].copy(), (0, 0), 2.0))
        )
    if turn:
        height, width = pixels.shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
        pixels = cv2.warpAffine(pixels, matrix, (width, height), borderValue=255.0, flags=cv2.INTER_CUBIC)
    if blur:
        pixels = cv2.GaussianBlur(pixels, (0, 0), blur)
    pixels = 235 - ink * (255 - pixels) * 0.9
    pixels = pixels + np.random.default_rng(seed).normal(0, max(noise, 1e-3), pixels.shape)
    grey = np.clip(pixels, 0, 255).astype(np.uint8)
    return np.asarray(np.repeat(grey[:, :, None], 3, axis=2))


def _stamped(page: Pixels) -> Pixels:
    """A round red stamp over the last lines."""
    ink = Image.fromarray(page.copy())
    layer = Image.new("L", ink.size, 0)
    draw = ImageDraw.Draw(layer)
    x, y, radius = 1_150, 1_010, 190
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=255, width=10)
    draw.regular_polygon((x, y, 60), 5, fill=255)
    for at, sign in enumerate("港务局印章"):
        draw.text((x - 150 + at * 62, y + 80), sign, fill=255, font=_font(_SERIF, 52, _HANS))
    red = Image.new("RGB", ink.size, (205, 40, 45))
    stamped = Image.composite(Image.blend(ink, red, 0.75), ink, layer)
    # Where ink lies under the stamp it stays dark.
    return np.minimum(np.asarray(stamped), np.asarray(Image.blend(ink, red, 0.0)) | 0x50).astype(np.uint8)
