"""An invented small archive that answers as search_api does, to see and to try the portal's pages with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from holdings.letters import Letter
from search_api.problems import ProblemError
from search_api.shapes import (
    Apply,
    ChildrenAnswer,
    FacetValue,
    PageAnswer,
    PageHit,
    SearchAnswer,
    SearchHit,
    SuggestAnswer,
    ThemeAnswer,
    ThemesAnswer,
    UnitAnswer,
    UnitBrief,
)
from sharing.access import ANONYMOUS, Reader, Role

GRANTEE_TOKEN = "grantee-of-the-harbour"
HIDDEN_CODE = "0131-002-0007-009"

#: Traditional characters of the invented texts → simplified, one for one.
_TRADITIONAL = (
    "縣閩關於種檢來書衛漁場請帳糧災賑報鎮長將為應開辦時與個會員錢輸學貨務據緊當勢嚴價電達線銀進"
    "號門鄉國機發給貧從東經濟舊並無廣業運費聯檔總應須團計價戶醫師處領實際設議籌辦購數訊標頒興領"
)
_SIMPLIFIED = (
    "县闽关于种检来书卫渔场请帐粮灾赈报镇长将为应开办时与个会员钱输学货务据紧当势严价电达线银进"
    "号门乡国机发给贫从东经济旧并无广业运费联档总应须团计价户医师处领实际设议筹办购数讯标颁兴领"
)
_FOLD = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def fold(text: str) -> str:
    """Either script as one, keeping the length."""
    return text.translate(_FOLD)


@dataclass(frozen=True)
class Kept:
    """A unit of the invented archive."""

    code: str
    level: str
    title: str
    date: str
    years: tuple[int, ...]
    responsible: str
    kind: str = "unconditional"
    supplier: str = "闽海县档案馆"
    category: str = "文书"
    number: str = ""
    abstract: str = ""
    pages: tuple[str, ...] = ()
    note: str = ""
    missing: bool = field(default=False)


_LEVELS = {"fonds": "全宗", "series": "类别", "file": "案卷", "item": "文件"}
_CLASSES = {"unconditional": "无条件共享", "conditional": "有条件共享", "withheld": "暂不共享"}

_EPIDEMIC = (
    "閩海縣政府布告　閩字第六十八號\n\n查春令已屆，天花易於傳染，亟應普種牛痘，以資預防。茲定於三月二十日起，"
    "在城內文昌宮、南門育嬰堂及東鎮漁會三處設立種痘所，由縣立衛生院派員施種，不收分文。\n\n"
    "凡本縣居民，無論男女老幼，其未經種痘或種痘已逾三年者，務須按期前往，毋得觀望自誤。各保甲長應挨戶勸諭，"
    "並將已種人數按旬造報。\n\n此布。\n\n縣長　林樹棠\n中華民國二十三年三月十二日",
    "附：各種痘所施種人數旬報表（三月下旬）\n\n文昌宮　四百一十二人\n育嬰堂　二百八十七人\n東鎮漁會　一百九十三人\n\n"
    "總計八百九十二人。其中覆種者二百零五人。防疫藥品尚存牛痘苗六十打。",
)
_SHIP = (
    "為呈請事：竊查本月八日，有汕頭來船「順安」號進港，船上水手二名發熱，經衛生院醫師檢視，疑為鼠疫。"
    "當即令其於港外停泊，施行檢疫七日，旅客不得登岸。\n\n該船所載糧食係本縣急需，可否俟消毒後先行起卸，"
    "理合備文呈請鑒核示遵。",
    "閩海縣政府指令　令縣立衛生院\n\n呈悉。糧食准予消毒後起卸，仍須由防疫隊在場監視。水手及旅客檢疫期滿、"
    "確無病狀，始得登岸。仰即遵照。此令。",
)
_HARBOUR = (
    "闽海港务局关于扩建东镇渔港码头的请示\n\n省交通厅：\n东镇渔港现有码头建于一九五六年，仅可停靠五十吨以下渔船。"
    "近年渔业生产发展很快，渔船已由一百一十二艘增至二百六十艘，港内拥挤，台风季节尤为危险。\n\n"
    "拟将码头向东延长一百二十米，并增设避风堤一道，概算四十八万元。妥否，请批示。",
    "附件一　工程概算表\n\n一、码头延长　二十九万元\n二、避风堤　十五万五千元\n三、其他　三万五千元\n合计　四十八万元",
)

KEPT: tuple[Kept, ...] = (
    Kept(
        "0023",
        "fonds",
        "閩海縣政府全宗",
        "1927–1949",
        (1927, 1949),
        "閩海縣政府",
        abstract="民國十六年成立，三十八年八月解體。檔案存總務、敎育、港務警衛三目錄，凡一百四十六卷。",
    ),
    Kept("0023-001", "series", "閩海縣政府總務類檔案", "1928–1949", (1928, 1949), "閩海縣政府"),
    Kept(
        "0023-001-0045",
        "file",
        "關於防疫種痘及船隻檢疫之來往文書",
        "民國二十三年至二十五年",
        (1934, 1935, 1936),
        "閩海縣政府；縣立衛生院",
    ),
    Kept(
        "0023-001-0045-003",
        "item",
        "閩海縣政府布告：春季施種牛痘",
        "民國二十三年三月十二日",
        (1934,),
        "閩海縣政府",
        number="閩字第六十八號",
        pages=_EPIDEMIC,
        abstract="定期在三處設所施種牛痘，不收費；附三月下旬施種人數。",
    ),
    Kept(
        "0023-001-0045-007",
        "item",
        "縣立衛生院為汕頭來船檢疫事呈及縣政府指令",
        "民國二十四年六月",
        (1935,),
        "縣立衛生院",
        pages=_SHIP,
    ),
    Kept(
        "0023-001-0052-001",
        "item",
        "東鎮賑災委員會領發賑米清冊",
        "民國二十六年",
        (1937,),
        "東鎮賑災委員會",
        kind="conditional",
        abstract="受賑戶姓名、人口與米數。",
        pages=("防疫期間受賑各戶清冊。林阿水，五口，米二斗。", "第二頁：陳細妹，三口，米一斗二升。"),
    ),
    Kept("0131", "fonds", "闽海港务局全宗", "1950–1998", (1950, 1998), "闽海港务局", supplier="闽海港务局"),
    Kept(
        "0131-002-0007-001",
        "item",
        "关于扩建东镇渔港码头的请示",
        "1978年11月3日",
        (1978,),
        "闽海港务局",
        supplier="闽海港务局",
        number="闽港基〔1978〕31号",
        pages=_HARBOUR,
    ),
    Kept(
        "0131-002-0007-004",
        "item",
        "东镇渔港台风损失调查报告",
        "1983年9月",
        (1983,),
        "闽海港务局；县水产局",
        supplier="闽海港务局",
        pages=("一、损失情况：码头东段塌陷二十一米，渔船损坏三十四艘。灾后即组织防疫消毒。",),
        note="第二页图像损坏，没有文字。",
    ),
    Kept(
        HIDDEN_CODE,
        "item",
        "未公开的人事材料",
        "1979",
        (1979,),
        "闽海港务局",
        supplier="闽海港务局",
        kind="withheld",
        pages=("防疫 人事。",),
    ),
    Kept(
        "0131-LX-012",
        "file",
        "港口老照片与口述访谈（声像档案）",
        "[1990?]",
        (1990,),
        "闽海港务局宣传科",
        supplier="闽海港务局",
        category="声像",
    ),
    Kept(
        "2001-003-0101",
        "item",
        "闽海县卫生局关于做好霍乱防疫工作的通知",
        "2003-05-18",
        (2003,),
        "闽海县卫生局",
        supplier="闽海县卫生局",
        kind="conditional",
        category="文书",
        number="闽卫防〔2003〕17号",
        pages=("各乡镇卫生院：入夏以来，邻县已有霍乱散发病例……", "附件：防疫物资分配表"),
    ),
    *(
        Kept(
            f"0131-003-{n:04}",
            "file",
            f"渔业生产月报（{1955 + n % 38}年第{n}卷）",
            f"{1955 + n % 38}",
            (1955 + n % 38,),
            "闽海港务局",
            supplier="闽海港务局",
            category="科技" if n % 3 else "文书",
            pages=(f"本月渔获量比上月增加{n % 17}%。渔船出海{n * 3}航次。",),
        )
        for n in range(1, 61)
    ),
)

_APPLY = Apply(
    zh="此件为有条件共享：请记下档号，向闽海县档案馆提出利用申请；获准后登录即可阅读。",
    en="This record is shared conditionally: note its code and "
    "apply to the Minhai County Archives; once granted, sign in to read it.",
)
_THEME = {
    "id": "fangyi",
    "title": "海港防疫记",
    "introduction": "一座小港如何面对天花、鼠疫与霍乱：从民国布告到新世纪的通知。",
}
_PLACES = {
    "0023-001-0045-003": ("布告与施种", "这张布告是现存最早的免费种痘文告；注意“不收分文”四字用了双行大字。"),
    "0023-001-0045-007": ("船与检疫", "呈文与指令同卷，可见三日之内的往返。"),
    "2001-003-0101": ("船与检疫", "与七十年前的文书对读。"),
}


class FakeAnswers:
    """`search_api.answers.Answers` over `KEPT`.

    Attributes:
        broken: set to make every question fail with 503.
        crash: set to make every question fail as a mistake in the program would.
    """

    def __init__(self) -> None:
        self.broken = False
        self.crash = False

    def reader(self, token: str | None) -> Reader:
        if token is None:
            return ANONYMOUS
        if token == GRANTEE_TOKEN:
            return Reader("陈读者", Role.READER, granted=frozenset({"0023-001-0052", "0023-001-0052-001"}))
        raise ProblemError(401, "token", "Unknown token", Letter("令牌无效。", "The token is not valid."))

    def search(self, reader: Reader, parameters: Mapping[str, str]) -> SearchAnswer:
        self._fail()
        known = {
            "q",
            "scope",
            "match",
            "fonds",
            "supplier",
            "from",
            "to",
            "category",
            "class",
            "theme",
            "sort",
            "size",
            "cursor",
        }
        if strange := sorted(set(parameters) - known):
            raise ProblemError(
                400,
                "parameter",
                "Unknown parameter",
                Letter(f"不认识的参数：{strange[0]}。", f"Unknown parameter: {strange[0]}."),
            )
        for name in ("from", "to"):
            if not parameters.get(name, "0").isdigit():
                raise ProblemError(
                    400,
                    "date",
                    "Unreadable date",
                    Letter("日期请写 YYYY、YYYYMM 或 YYYYMMDD。", "Write dates as YYYY, YYYYMM or YYYYMMDD."),
                )
        question = parameters.get("q", "")
        scope = parameters.get("scope", "all")
        words = question.replace("“", "").replace("”", "").replace('"', "").split()
        found = [kept for kept in self._visible(reader) if self._matches(reader, kept, words, scope)]
        match = "all"
        if not found and words and parameters.get("match", "auto") != "all":
            pieces = [word[at : at + 2] for word in words for at in range(max(1, len(word) - 1))]
            found = [
                kept
                for kept in self._visible(reader)
                if any(self._matches(reader, kept, [piece], scope) for piece in pieces)
            ]
            words, match = pieces, "any"
        found = [kept for kept in found if self._kept_by(kept, parameters)]
        hits: list[SearchHit] = [self._hit(reader, kept, words, scope) for kept in found]
        start, size = int(parameters.get("cursor", "0")), int(parameters.get("size", "20"))
        facets = {
            "fonds": self._facet(
                (kept.code.split("-")[0] for kept in found), {k.code: k.title for k in KEPT}
            ),
            "supplier": self._facet(kept.supplier for kept in found),
            "year": self._facet(str(year) for kept in found for year in kept.years),
            "category": self._facet(kept.category for kept in found),
            "class": self._facet((kept.kind for kept in found), _CLASSES),
            "theme": self._facet(
                (_THEME["id"] for kept in found if kept.code in _PLACES), {_THEME["id"]: _THEME["title"]}
            ),
        }
        notices = (
            [
                {
                    "code": "any",
                    "zh": "没有同时含有全部词语的档案，以下含有其中一些。",
                    "en": "Nothing holds all the words; these hold some of them.",
                }
            ]
            if match == "any"
            else []
        )
        return {
            "question": {
                "text": question,
                "scope": scope,
                "match": parameters.get("match", "auto"),
                "sort": parameters.get("sort", "relevance" if words else "code"),
                "chunks": question.split(),
                "filters": {},
            },
            "match": match,
            "total": {
                "units": len(found),
                "units_exact": match == "all",
                "pages": sum(hit["matching_pages"] for hit in hits),
            },
            "hits": hits[start : start + size],
            "facets": facets,
            "facets_exact": match == "all",
            "notices": notices,
            "next": str(start + size) if start + size < len(found) else None,
        }

    def unit(self, reader: Reader, code: str) -> UnitAnswer:
        kept = self._one(reader, code)
        full = self._full(reader, kept)
        parts = kept.code.split("-")
        above = ["-".join(parts[:n]) for n in range(1, len(parts))]
        described = {one.code: one for one in self._visible(reader)}
        description = {
            "档号": kept.code,
            "题名": kept.title,
            "责任者": kept.responsible,
            "日期": kept.date,
            "文号": kept.number,
            "立档单位": described.get(parts[0], kept).title,
            "门类": kept.category,
            "保管期限": "永久",
            "摘要": kept.abstract if full else "",
        }
        return {
            "unit": self._brief(reader, kept, []),
            "description": {name: text for name, text in description.items() if text},
            "description_visible": full,
            "ancestors": [
                {
                    "code": up,
                    "title": described[up].title if up in described else "",
                    "level": described[up].level if up in described else "",
                    "level_label": "",
                    "visible": up in described,
                }
                for up in above
            ],
            "children": len(self._below(reader, code)),
            "page_numbers": list(range(1, len(kept.pages) + 1)) if full else [],
            "objects": [
                {
                    "name": f"{kept.code}.pdf",
                    "kind": "application/pdf",
                    "pages": len(kept.pages) + bool(kept.note),
                    "bytes": 1_284_310,
                    "note": {
                        "code": "damaged",
                        "zh": kept.note,
                        "en": "The image of page 2 is damaged; it has no text.",
                    }
                    if kept.note
                    else None,
                }
            ]
            if full and kept.pages
            else [],
            "themes": [{"id": _THEME["id"], "title": _THEME["title"]}] if code in _PLACES else [],
        }

    def children(self, reader: Reader, code: str, size: int, cursor: str) -> ChildrenAnswer:
        self._one(reader, code)
        below, start = self._below(reader, code), int(cursor or "0")
        return {
            "children": [self._brief(reader, kept, []) for kept in below[start : start + size]],
            "total": len(below),
            "next": str(start + size) if start + size < len(below) else None,
        }

    def page(self, reader: Reader, code: str, number: int, question: str) -> PageAnswer:
        kept = self._one(reader, code)
        if not self._full(reader, kept) or not 1 <= number <= len(kept.pages):
            raise self._absent()
        text = kept.pages[number - 1]
        return {
            "code": code,
            "title": kept.title,
            "number": number,
            "text": text,
            "marks": self._marks(text, question.split()),
            "boxes": [],
            "reading": "recognised" if code.startswith("0023") else "born",
            "confidence": 0.964,
            "previous": number - 1 if number > 1 else None,
            "next": number + 1 if number < len(kept.pages) else None,
        }

    def suggest(self, reader: Reader, typed: str) -> SuggestAnswer:
        values = {kept.responsible for kept in self._visible(reader)} | {
            kept.title for kept in self._visible(reader)
        }
        return {
            "suggestions": [
                {"kind": "title", "value": value, "units": 1}
                for value in sorted(values)
                if fold(value).startswith(fold(typed))
            ]
        }

    def themes(self, reader: Reader) -> ThemesAnswer:
        self._fail()
        return {
            "themes": [
                {
                    "id": _THEME["id"],
                    "title": _THEME["title"],
                    "introduction": _THEME["introduction"],
                    "units": len(_PLACES),
                }
            ]
        }

    def theme(self, reader: Reader, theme: str) -> ThemeAnswer:
        if theme != _THEME["id"]:
            raise self._absent()
        sections = list(dict.fromkeys(section for section, _ in _PLACES.values()))
        return {
            "id": theme,
            "title": _THEME["title"],
            "introduction": _THEME["introduction"],
            "sections": [
                {
                    "id": f"s{at}",
                    "title": section,
                    "units": [
                        {
                            "unit": self._brief(reader, self._one(reader, code), []),
                            "position": place,
                            "note": note if self._full(reader, self._one(reader, code)) else "",
                        }
                        for place, (code, (where, note)) in enumerate(_PLACES.items(), 1)
                        if where == section
                    ],
                }
                for at, section in enumerate(sections, 1)
            ],
        }

    def healthy(self) -> bool:
        return not self.broken

    # ------------------------------------------------------------------------------------------- inside

    def _fail(self) -> None:
        if self.crash:
            raise RuntimeError("a secret of the inside")
        if self.broken:
            raise ProblemError(
                503,
                "behind",
                "Behind",
                Letter("索引正在更新，请一分钟后再试。", "The index is catching up; ask again in a minute."),
                retry_after=60,
            )

    def _absent(self) -> ProblemError:
        return ProblemError(404, "absent", "Not found", Letter("没有找到。", "Not found."))

    def _visible(self, reader: Reader) -> list[Kept]:
        return [kept for kept in KEPT if kept.kind != "withheld"]

    def _one(self, reader: Reader, code: str) -> Kept:
        self._fail()
        for kept in self._visible(reader):
            if kept.code == code:
                return kept
        raise self._absent()

    def _full(self, reader: Reader, kept: Kept) -> bool:
        return kept.kind == "unconditional" or (kept.kind == "conditional" and kept.code in reader.granted)

    def _below(self, reader: Reader, code: str) -> list[Kept]:
        depth = code.count("-") + 1
        inside = [kept for kept in self._visible(reader) if kept.code.startswith(f"{code}-")]
        return sorted(
            (kept for kept in inside if kept.code.count("-") == depth or depth == 1),
            key=lambda kept: kept.code,
        )

    def _matches(self, reader: Reader, kept: Kept, words: list[str], scope: str) -> bool:
        catalogue = fold(f"{kept.code} {kept.title} {kept.responsible} {kept.number}")
        pages = fold(" ".join(kept.pages)) if self._full(reader, kept) else ""
        where = {"all": catalogue + pages, "catalogue": catalogue, "fulltext": pages}.get(scope, catalogue)
        return all(fold(word) in where for word in words) and (scope != "themes" or kept.code in _PLACES)

    def _kept_by(self, kept: Kept, parameters: Mapping[str, str]) -> bool:
        asked = {
            "supplier": kept.supplier,
            "category": kept.category,
            "class": kept.kind,
            "fonds": kept.code.split("-")[0],
        }
        if any(parameters.get(name, value) != value for name, value in asked.items()):
            return False
        if "theme" in parameters and kept.code not in _PLACES:
            return False
        begins, ends = int(parameters.get("from", "0")[:4]), int(parameters.get("to", "9999")[:4])
        return max(kept.years) >= begins and min(kept.years) <= ends

    def _marks(self, text: str, words: list[str]) -> list[list[int]]:
        folded, marks = fold(text), []
        for word in map(fold, words):
            at = folded.find(word)
            while at >= 0:
                marks.append([at, at + len(word)])
                at = folded.find(word, at + len(word))
        return sorted(marks)

    def _hit(self, reader: Reader, kept: Kept, words: list[str], scope: str) -> SearchHit:
        pages: list[PageHit] = []
        for number, text in enumerate(
            kept.pages if self._full(reader, kept) and scope != "catalogue" else (), 1
        ):
            marks = self._marks(text, words)
            if marks:
                start, end = max(0, marks[0][0] - 24), min(len(text), marks[0][0] + 76)
                inside = [
                    [begin - start, finish - start]
                    for begin, finish in marks
                    if begin >= start and finish <= end
                ]
                pages.append(
                    {
                        "number": number,
                        "text": text[start:end],
                        "marks": inside,
                        "boxes": [],
                        "cut_before": start > 0,
                        "cut_after": end < len(text),
                    }
                )
        place = None
        if scope == "themes" and kept.code in _PLACES:
            section, note = _PLACES[kept.code]
            place = {
                "id": _THEME["id"],
                "title": _THEME["title"],
                "section": "s1",
                "section_title": section,
                "position": 1,
                "note": note,
                "note_marks": self._marks(note, words),
            }
        return {
            "unit": self._brief(reader, kept, words),
            "pages": pages[:3],
            "matching_pages": len(pages),
            "theme": place,
        }

    def _brief(self, reader: Reader, kept: Kept, words: list[str]) -> UnitBrief:
        full = self._full(reader, kept)
        fonds = kept.code.split("-")[0]
        return {
            "class": kept.kind,
            "code": kept.code,
            "title": kept.title,
            "title_marks": self._marks(kept.title, words),
            "level": kept.level,
            "level_label": _LEVELS[kept.level],
            "date": kept.date,
            "responsible": kept.responsible,
            "document_number": kept.number,
            "fonds": fonds,
            "fonds_title": next((k.title for k in KEPT if k.code == fonds), ""),
            "supplier": kept.supplier,
            "category": kept.category,
            "class_label": _CLASSES[kept.kind],
            "pages": len(kept.pages),
            "pages_visible": full,
            "text_note": kept.note if full else "",
            "apply": None if full else _APPLY,
        }

    def _facet(self, values, labels: Mapping[str, str] | None = None) -> list[FacetValue]:
        counts: dict[str, int] = {}
        for value in values:
            counts[value] = counts.get(value, 0) + 1
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [
            {"value": value, "label": (labels or {}).get(value, value), "count": count}
            for value, count in ordered
        ]
