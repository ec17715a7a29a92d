"""Passages, questions about them, and regulations: invented, either script, the same ones at every call."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

import opencc

_PLACES = (
    "闽海县 连屿镇 白沙渡 青芝岭 横山铺 石鼓乡 东溪口 永定桥 盐仓前 三都澳 下渡街 后屿村 凤坡里 溪源圩 龙湫山 半洲岛 "
    "大樟坑 官路下 洋中亭 江田埭 玉田坂 古榕境 罗星渚 马鞍礁 梅花所 定海湾 长门寨 琅岐洲 苔菉澳 筱埕滩"
).split()
_BODIES = (
    "水利委员会 县立初级中学 民众教育馆 渔业合作社 电灯公司 卫生院 盐务稽征所 海关分卡 救济院 茶业改良场 汽船公会 "
    "商会 林场 气象测候所 邮政代办所 农业推广所 同善堂 消防联合会 造船所 平民医院 档案整理处 土地登记处 公路工程处 "
    "粮食管理局 戏剧学会 地方志编纂处"
).split()
_THINGS = (
    "海堤 石拱桥 水闸 灯塔 码头 校舍 粮仓 防波堤 输水渠 测候台 戏台 宗祠 书院 渡船 织布机 制茶厂 盐田 鱼苗场 电报线路 "
    "烈士墓 育婴堂 义仓 牌坊 古井 碑刻 县志稿本 地契 渔网 龙舟 钟楼 疏浚工程 苗圃 种痘所 夜校 汽车站 船坞"
).split()
_SURNAMES = "陈林黄郑吴许蔡叶曾游萧雷蓝官池俞卓聂侯严"
_GIVEN = "景文若海秋生仲明汝舟月华启泰孟德少伯云汉清源宗尧耀庭竹轩静波雨田伟民"
_DOINGS = "勘测 修缮 募建 接管 清点 改造 测绘 登记 承办 验收 重建 查封 移交 疏通 扩充 拍卖".split()
_CAUSES = (
    "台风过境，堤岸溃决数十丈 连月亢旱，井泉枯竭 经费无着，工程中辍 战事迫近，机关内迁 码头淤塞，商船不能靠岸 "
    "旧屋失火，簿册焚毁过半 入学儿童骤增，教室不敷 疫病流行，船只停航检疫 盐价上涨，民间食淡 合同期满，承办人不愿续约"
).split()
_RESULTS = (
    "全部工料由各乡分摊，另向侨商劝募 所余款项存入钱庄，按年生息 图纸一式三份，分存各机关 次年春间完工，举行落成典礼 "
    "至今遗址尚存，碑文可辨 有关簿册共装七箱，运往山中保存 因意见不一，议决缓办 往来电文均已抄录附卷 "
    "验收时发现桩木短少，责令赔修 其后改为公办，原有职员留用"
).split()
_UNITS = "银元 公斤 亩 丈 户 人 件 册".split()
_ORDERS = (
    "{year}年{month}月，{cause}，{place}{body}遂派{person}{doing}{thing}，用去{number}{unit}。",
    "据{person}所记，{thing}始建于{year}年，位于{place}以{side}{steps}里，初为{other}所有，后归{body}管理。",
    "{body}成立时有{small}人，{year}年增至{number}人，设总务、会计、{thing}三股，由{person}主持。",
    "该项{thing}{doing}事宜，经{place}士绅会议议决，推{person}、{other}二人负责，限{small}个月办竣。",
    "{result}。",
    "{year}年以后，{place}的{thing}改由{body}经营，每年收入约{number}{unit}，其中三成拨充教育经费。",
    "当地人称之为“{person}{thing}”，{other}在回忆录中写道：“{cause}，{result}。”",
    "附件包括《{place}{thing}图说》一册、{body}收支清单{small}张（编号{number}至{more}），{result}。",
    "{cause}；{result}。{person}时年{small}十岁，居{place}。",
    "档案中另有《{year}年{place}{body}章程》，共{small}章{number}条，第{small}章专讲{thing}。",
    "{year}年福建省政府派员视察，认为{place}的{thing}是中国{side}部沿海最早{doing}的一处。",
    "在中国的地方志里，关于{place}一年一度的{thing}，只有{person}的一段记述。",
    "与此同时，{other}向{body}借款{number}元，以{thing}作抵，月息{percent}%。",
)
_MEASURES = "东 南 西 北".split()

_DUTIES = (
    "负责{matter}的统一规划、组织协调和监督检查",
    "建立健全{matter}工作制度，明确责任人员",
    "将{matter}所需经费列入本级预算",
    "在收到申请之日起{days}个工作日内作出书面答复",
    "对{matter}实行登记管理，并于每年{month}月底以前报送上一年度情况",
    "不得擅自变更{matter}的用途，确需变更的，应当报原批准机关批准",
    "采取防火、防潮、防虫、防盗等措施，保障{matter}安全",
    "会同有关部门制定{matter}的具体办法，报县人民政府批准后施行",
)
_MATTERS = (
    "渡口船舶 沿海滩涂 古树名木 乡村水利 海堤 档案资料 侨批文献 渔港 盐田 公共图书馆 集市 山林 饮用水源"
    " 乡村道路 气象设施 历史建筑"
).split()
_SUBJECTS = (
    "县人民政府 乡镇人民政府 县级主管部门 沿海村民委员会 经营者 管理单位 所有人、使用人 有关单位和个人"
).split()
_PENALTIES = (
    "由县级主管部门责令限期改正；逾期不改正的，处{low}元以上{high}元以下罚款",
    "给予警告，没收违法所得，可以并处{high}元以下罚款",
    "依法给予处分；构成犯罪的，依法追究刑事责任",
)
_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Passage:
    """A paragraph of some 200 to 420 characters.

    Attributes:
        title: of its own, no two alike.
        text: one paragraph.
        question: what somebody may ask who looks for it.
    """

    title: str
    text: str
    question: str


@cache
def passages(count: int) -> tuple[Passage, ...]:
    """The first `count` passages, Simplified and Traditional by turns, all different."""
    to_traditional = opencc.OpenCC("s2t").convert
    made = []
    for at in range(count):
        one = _passage(at)
        if at % 2:
            one = Passage(*map(to_traditional, (one.title, one.text, one.question)))
        made.append(one)
    return tuple(made)


def _passage(at: int) -> Passage:
    chance = random.Random(at)
    # Of each passage alone: no two share all three.
    place, body = _PLACES[at % len(_PLACES)], _BODIES[at // len(_PLACES) % len(_BODIES)]
    thing = _THINGS[(at * 7 + at // 36) % len(_THINGS)]
    person, doing = _name(chance), chance.choice(_DOINGS)
    about = {"place": place, "body": body, "thing": thing, "person": person, "doing": doing}
    sentences = [_ORDERS[0].format(**_facts(chance, about))]
    for order in chance.sample(_ORDERS[1:], chance.randint(5, 8)):
        # Half of the sentences speak of something else in passing.
        aside = {"place": chance.choice(_PLACES), "thing": chance.choice(_THINGS), "person": _name(chance)}
        sentences.append(order.format(**_facts(chance, about | (aside if chance.random() < 0.5 else {}))))
    return Passage(f"{place}{body}与{thing}", "".join(sentences), f"{place}{body}派谁{doing}{thing}？")


def _facts(chance: random.Random, about: dict[str, str]) -> dict[str, object]:
    number = chance.randint(11, 980)
    return {
        "year": chance.randint(1902, 1988),
        "month": chance.randint(1, 12),
        "cause": chance.choice(_CAUSES),
        "result": chance.choice(_RESULTS),
        "side": chance.choice(_MEASURES),
        "steps": _NUMERALS[chance.randint(1, 10)],
        "small": _NUMERALS[chance.randint(2, 9)],
        "number": number,
        "more": number + chance.randint(5, 60),
        "percent": f"{chance.randint(3, 29) / 10:.1f}",
        "unit": chance.choice(_UNITS),
        "other": _name(chance),
        **about,
    }


def _name(chance: random.Random) -> str:
    return chance.choice(_SURNAMES) + "".join(chance.sample(_GIVEN, 2))


@cache
def regulations(count: int) -> tuple[str, ...]:
    """The first `count` regulations, Simplified, some 1,500 to 2,000 characters each: chapters, articles, items."""
    return tuple(_regulation(at) for at in range(count))


def _regulation(at: int) -> str:
    chance = random.Random(at + 1_000_000)
    matter = _MATTERS[at % len(_MATTERS)]
    lines = [f"闽海县{matter}管理办法", "第一章 总则"]
    lines.append(
        f"第一条 为了加强{matter}管理，保护公民、法人和其他组织的合法权益，根据有关法律、法规，制定本办法。"
    )
    number, chapter = 1, 1
    for _ in range(chance.randint(24, 36)):
        number += 1
        if number % 8 == 0:
            chapter += 1
            lines.append(f"第{_numeral(chapter)}章 {chance.choice(_MATTERS)}")
        facts = {
            "matter": chance.choice((matter, chance.choice(_MATTERS))),
            "days": chance.randint(3, 60),
            "month": chance.randint(1, 12),
            "low": chance.randint(1, 9) * 100,
            "high": chance.randint(1, 9) * 1000,
        }
        duty = "；".join(duty.format(**facts) for duty in chance.sample(_DUTIES, chance.randint(1, 2)))
        lines.append(f"第{_numeral(number)}条 {chance.choice(_SUBJECTS)}应当{duty}。")
        if chance.random() < 0.3:
            penalty = chance.choice(_PENALTIES).format(**facts)
            lines.append(f"违反前款规定的，{penalty}。")
    lines.append(
        f"第{_numeral(number + 1)}条 本办法自{chance.randint(1985, 2020)}年{chance.randint(1, 12)}月1日起施行。"
    )
    return "\n".join(lines)


def _numeral(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十"
    return head + (_NUMERALS[ones] if ones else "")
