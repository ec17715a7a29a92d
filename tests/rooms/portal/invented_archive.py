"""What the invented archive holds: a county government, a harbour office, a health office."""

from __future__ import annotations

from dataclasses import dataclass

from search_api.shapes import Apply

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


LEVELS = {"fonds": "全宗", "series": "类别", "file": "案卷", "item": "文件"}
CLASSES = {"unconditional": "无条件共享", "conditional": "有条件共享", "withheld": "暂不共享"}

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

APPLY = Apply(
    zh="此件为有条件共享：请记下档号，向闽海县档案馆提出利用申请；获准后登录即可阅读。",
    en="This record is shared conditionally: note its code and "
    "apply to the Minhai County Archives; once granted, sign in to read it.",
)
THEME = {
    "id": "fangyi",
    "title": "海港防疫记",
    "introduction": "一座小港如何面对天花、鼠疫与霍乱：从民国布告到新世纪的通知。",
}
PLACES = {
    "0023-001-0045-003": ("布告与施种", "这张布告是现存最早的免费种痘文告；注意“不收分文”四字用了双行大字。"),
    "0023-001-0045-007": ("船与检疫", "呈文与指令同卷，可见三日之内的往返。"),
    "2001-003-0101": ("船与检疫", "与七十年前的文书对读。"),
}
