"""Every word that the portal's pages say, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from portal.elements import ELEMENTS, VALUES
from portal.letters import LETTERS
from search_api.scripts import script_of

CHINESE: Final = "zh"
ENGLISH: Final = "en"
LANGUAGES: Final = (CHINESE, ENGLISH)

#: key → (Chinese, English); `{n}` and the like are filled in. `KEY.one` is English for exactly one.
_TEXTS: Final[dict[str, tuple[str, str]]] = {
    # every page
    "site": ("兰台", "Lantai"),
    "site.subtitle": ("数字档案检索", "Digital archives"),
    "skip": ("跳到正文", "Skip to content"),
    "nav": ("网站导航", "Site"),
    "nav.search": ("检索", "Search"),
    "nav.themes": ("专题", "Themes"),
    "nav.about": ("利用说明", "Using the archives"),
    "nav.signin": ("登录", "Sign in"),
    "nav.signout": ("退出", "Sign out"),
    "nav.signed_in": ("已登录：{name}", "Signed in: {name}"),
    "language.other": ("English", "中文"),
    "footer": (
        "所见内容依共享类型与您的利用许可而定。",
        "What is shown depends on how each record is shared and on your own grants.",
    ),
    # the question
    "question.label": ("检索馆藏档案", "Search the holdings"),
    "question.placeholder": (
        "题名、责任者、文号、档号，或文中的词句",
        "A title, an author, a code, or words in the text",
    ),
    "question.submit": ("检索", "Search"),
    "question.help": (
        "简体、繁体皆可，结果相同。多个词用空格分开；加引号“…”逐字查找；也可写 题名: 责任者: 文号: 档号: 原档号:，"
        "以及年号，如 民国二十三年。",
        "Simplified or traditional characters find the same. Separate words with spaces; “quotes” find the exact "
        "wording; 题名: 责任者: 文号: 档号: 原档号: search one element; years of eras such as 民国二十三年 are "
        "understood.",
    ),
    "question.help.title": ("怎样提问", "How to ask"),
    "home.title": ("检索馆藏档案", "Search the holdings"),
    "home.lead": (
        "目录、全文与专题一处检索。开放的档案可直接阅读；其余的，会说明怎样申请。",
        "Catalogue, full text and themes in one place. Open records can be read here; for the others it says "
        "how to apply.",
    ),
    "suggest.label": ("检索建议", "Suggestions"),
    "suggest.count": ("{n} 个单元", "{n} units"),
    # results
    "results.of": ("“{question}”的检索结果", "Results for “{question}”"),
    "results.browse": ("浏览馆藏", "Browse the holdings"),
    "results.units": ("{n} 个著录单元", "{n} units of description"),
    "results.units.one": ("{n} 个著录单元", "{n} unit of description"),
    "results.units.about": ("约 {n} 个著录单元", "about {n} units of description"),
    "results.themes": ("{n} 个专题", "{n} themes"),
    "results.themes.one": ("{n} 个专题", "{n} theme"),
    "results.pages": ("{n} 页文字相符", "{n} matching pages"),
    "results.pages.one": ("{n} 页文字相符", "{n} matching page"),
    "results.list": ("结果", "Results"),
    "results.none": ("没有找到相符的档案", "Nothing was found"),
    "results.none.advice": (
        "未向您开放的档案不会出现在这里。",
        "Records that are not open to you do not appear here.",
    ),
    "results.none.try": ("可以试试：{ways}。", "Try {ways}."),
    "results.none.comma": ("，", ", "),
    "results.none.words": ("少用几个词，换一种说法", "fewer words, another wording"),
    "results.none.filters": ("去掉限定条件", "fewer filters"),
    "results.none.scope": ("改在“全部”中查找", "a search in “All”"),
    "results.notices": ("说明", "Notices"),
    "results.match.all": ("全部词语都出现", "All words appear"),
    "results.match.any": ("出现其中一些词语", "Some of the words appear"),
    "results.tolerant.on": ("也找识读有误的", "Also in spite of misreadings"),
    "results.tolerant.off": ("只看原样读出的", "Only as it was read"),
    "results.tolerant.page": ("可能误读", "may be misread"),
    "results.match.to_all": ("只看全部词语都出现的", "Only where all words appear"),
    "results.match.to_any": ("也看出现其中一些词语的", "Also where only some of the words appear"),
    "results.next": ("下一页", "Next page"),
    "results.first": ("回到第一页", "Back to the first page"),
    "results.paging": ("翻页", "Pages of results"),
    "results.narrow": ("缩小范围", "Narrow"),
    "results.filters": ("当前限定", "Current filters"),
    "results.filter": ("{name}：{value}", "{name}: {value}"),
    "results.remove": ("去掉限定：{name}", "Remove filter: {name}"),
    "results.clear": ("全部去掉", "Remove all"),
    "results.approximate": ("以下数目按最相关的一部分计算。", "These counts are of the most relevant part."),
    "scope": ("检索范围", "Search in"),
    "scope.all": ("全部", "All"),
    "scope.catalogue": ("目录", "Catalogue"),
    "scope.fulltext": ("全文", "Full text"),
    "scope.themes": ("专题", "Themes"),
    "sort": ("排序", "Order"),
    "sort.relevance": ("相关", "Relevance"),
    "sort.date": ("日期", "Date"),
    "sort.newest": ("最新", "Newest"),
    "sort.code": ("档号", "Code"),
    "facet.fonds": ("全宗", "Fonds"),
    "facet.supplier": ("供档单位", "Supplied by"),
    "facet.year": ("年份", "Year"),
    "facet.category": ("门类", "Category"),
    "facet.class": ("共享类型", "Sharing"),
    "facet.theme": ("专题", "Theme"),
    "facet.more": ("另外 {n} 项", "{n} more"),
    "facet.all": ("查看全部 {n} 项", "See all {n}"),
    "facet.all.of": ("查看全部 {n} 项：{name}", "See all {n}: {name}"),
    "facet.page": ("{name}：全部", "{name}: all"),
    "facet.values": ("{n} 项", "{n} values"),
    "facet.values.one": ("{n} 项", "{n} value"),
    "facet.back": ("回到检索结果", "Back to the results"),
    "facet.filter": ("名称或代码中含有", "Name or code has"),
    "facet.filter.form": ("筛选：{name}", "Filter: {name}"),
    "facet.filter.submit": ("筛选", "Filter"),
    "facet.paging": ("翻页：各项", "Pages of values"),
    "facet.decade": ("{decade} 年代", "{decade}s"),
    "facet.decade.whole": ("整个 {decade} 年代", "All of the {decade}s"),
    "facet.chart": ("各年份的单元数，{first} 至 {last} 年", "Units by year, {first} to {last}"),
    "dates": ("日期", "Dates"),
    "dates.from": ("自", "From"),
    "dates.to": ("至", "To"),
    "dates.hint": ("如 1934、193403 或 1934-03-12", "For example 1934, 193403 or 1934-03-12"),
    "dates.submit": ("按日期查看", "Show these dates"),
    "dates.since": ("{from} 起", "from {from}"),
    "dates.until": ("至 {to}", "to {to}"),
    "dates.between": ("{from} 至 {to}", "{from} to {to}"),
    # a unit in a list, and alone
    "unit.code": ("档号", "Code"),
    "unit.date": ("日期", "Date"),
    "unit.responsible": ("责任者", "Author"),
    "unit.former": ("原档号", "Formerly"),
    "unit.number": ("文号", "Document number"),
    "unit.fonds": ("全宗", "Fonds"),
    "unit.untitled": ("（无题名）", "(untitled)"),
    "unit.more_pages": ("另有 {n} 页相符", "{n} more matching pages"),
    "unit.more_pages.one": ("另有 {n} 页相符", "{n} more matching page"),
    "unit.place": ("在馆藏中的位置", "Place in the holdings"),
    "unit.home": ("馆藏", "Holdings"),
    "unit.description": ("著录", "Description"),
    "unit.description.face": (
        "这里只列出已公布的著录项目。",
        "Only the elements that have been published are listed here.",
    ),
    "unit.sharing": ("共享", "Sharing"),
    "unit.apply": ("怎样利用", "How to get it"),
    "unit.granted": ("您可以阅读它的全部内容。", "You may read all of it."),
    "unit.bare": ("未著录的层级", "A level without a description"),
    "unit.bare.means": (
        "馆藏目录中没有著录这一级，下面是档号以它开头的单元。",
        "Nothing is described at this level here. Below are the units whose codes go on from it.",
    ),
    "unit.children": ("下级著录单元", "Units below"),
    "unit.children.count": ("共 {n} 个", "{n} in all"),
    "unit.children.more": ("后面的单元", "Further units"),
    "unit.children.first": ("回到开头", "Back to the beginning"),
    "unit.pages": ("文字", "Text"),
    "unit.pages.count": ("共 {n} 页", "{n} pages"),
    "unit.pages.count.one": ("共 {n} 页", "{n} page"),
    "unit.pages.range": ("第 {first}–{last} 页", "Pages {first}–{last}"),
    "unit.pages.before": ("前面的页", "Earlier pages"),
    "unit.pages.after": ("后面的页", "Later pages"),
    "unit.pages.read": ("从第 {n} 页读起", "Read from page {n}"),
    "unit.pages.none": ("没有可阅读的文字。", "There is no text to read."),
    "unit.poor": (
        "有 {n} 页识读把握不足，文字可能有误。",
        "{n} pages were hard to read; their text may hold errors.",
    ),
    "unit.poor.one": (
        "有 {n} 页识读把握不足，文字可能有误。",
        "{n} page was hard to read; its text may hold errors.",
    ),
    "unit.pages.closed": ("如有文字，凭利用许可阅读。", "Its text, if there is any, is read with a grant."),
    "unit.objects": ("数字对象", "Digital objects"),
    "unit.objects.download": ("下载 {name}", "Download {name}"),
    "unit.objects.digest": ("校验值", "Checksum"),
    "unit.objects.pages": ("{n} 页", "{n} pages"),
    "unit.objects.pages.one": ("{n} 页", "{n} page"),
    "unit.objects.more": ("另有 {n} 个文件没有列出。", "{n} more files are not listed."),
    "unit.objects.more.one": ("另有 {n} 个文件没有列出。", "{n} more file is not listed."),
    "unit.themes": ("收入专题", "In these themes"),
    "page": ("第 {n} 页", "Page {n}"),
    "page.previous": ("上一页", "Previous page"),
    "page.next": ("下一页", "Next page"),
    "page.unit": ("回到著录", "Back to the description"),
    "page.turn.above": ("翻页", "Turn pages"),
    "page.turn.below": ("翻页（页末）", "Turn pages, at the end"),
    "page.of": ("第 {n} 页，共 {of} 页", "Page {n} of {of}"),
    "page.jump": ("转到第几页", "Go to page"),
    "page.jump.submit": ("转到", "Go"),
    "page.text": ("文字", "Text"),
    "page.empty": ("这一页没有文字。", "There is no text on this page."),
    "page.hits": ("“{question}”在本页有 {n} 处", "“{question}”: {n} places on this page"),
    "page.hits.one": ("“{question}”在本页有 {n} 处", "“{question}”: {n} place on this page"),
    "page.hits.most": (
        "本页命中太多，只标出前 {n} 处。",
        "There are too many hits on this page; the first {n} are marked.",
    ),
    "page.no_hits": ("“{question}”不在本页文字中", "“{question}” is not in the text of this page"),
    "page.plain": ("不标出", "Without marks"),
    "page.hit.steps": ("逐处查看", "From place to place"),
    "page.hit.previous": ("上一处", "Previous place"),
    "page.hit.next": ("下一处", "Next place"),
    "page.hit.which": ("第 {n} 处，本页共 {of} 处", "{n} of {of} on this page"),
    "page.image": ("图像", "Image"),
    "page.image.frame": ("图像，可滚动", "Image, to be scrolled"),
    "page.image.of": ("第 {n} 页的图像", "Image of page {n}"),
    "page.image.marked": ("图像，标出 {n} 处", "Image, {n} places marked"),
    "page.image.marked.one": ("图像，标出 {n} 处", "Image, {n} place marked"),
    "page.image.alone": ("只看图像", "Image alone"),
    "page.image.none": ("这一页没有图像，只有文字。", "This page has no image, only text."),
    "page.larger": ("放大", "Zoom in"),
    "page.smaller": ("缩小", "Zoom out"),
    "page.quarter": ("转 90°", "Turn 90°"),
    "page.layers": ("另存：", "To keep:"),
    "page.layers.text": ("纯文本", "Plain text"),
    "page.keys": ("键盘", "Keyboard"),
    "page.keys.hits": (
        "下一处、上一处；本页看完，到前后有命中的一页",
        "Next and previous place, on to other pages",
    ),
    "page.keys.zoom": ("放大、缩小、与框同宽", "Zoom in, zoom out, as wide as the frame"),
    "page.keys.turn": ("把图像转 90°", "Turn the image by 90°"),
    "page.keys.move": ("先选中图像框，再移动图像", "Move the image, once its frame has the focus"),
    "page.keys.pages": ("上一页、下一页", "Previous and next page"),
    "page.keys.jump": ("输入页号", "Type the number of a page"),
    "page.keys.on": ("启用单键", "Switch these keys on"),
    "page.keys.off": ("停用单键", "Switch these keys off"),
    "page.keys.script": (
        "本浏览器没有运行脚本，这些键不起作用；上面的链接作用相同。",
        "This browser runs no script, so these keys do nothing; the links above do the same.",
    ),
    "page.reading.born": ("原生电子文本", "The record’s own text"),
    "page.reading.layer": ("取自版式文件的文字层", "From the document’s text layer"),
    "page.reading.recognised": ("由图像识读，可能有误", "Read from an image by machine; it may hold errors"),
    "page.reading.corrected": ("经人工校订", "Corrected by a person"),
    "page.confidence": ("平均可信度 {n}%", "mean confidence {n}%"),
    "page.poor": (
        "这一页识读把握不足（模糊或残损的页常如此），引用前请对照图像。",
        "This page was hard to read, as worn pages are; check the image before you cite it.",
    ),
    "page.handwritten": (
        "这一页像是手写的（也可能是木刻或石印手书），识读错误比可信度所示的多，引用前请对照图像。",
        "This page looks written by hand (or carved, or a lithographed hand): more of it may be misread than the "
        "confidence says; check the image before you cite it.",
    ),
    # levels and classes
    "level.fonds": ("全宗", "Fonds"),
    "level.series": ("类别", "Series"),
    "level.file": ("案卷", "File"),
    "level.item": ("文件", "Item"),
    "class.unconditional": ("无条件共享", "Open"),
    "class.conditional": ("有条件共享", "Conditional"),
    "class.unreviewed": ("未审核", "Not yet reviewed"),
    "class.withheld": ("暂不共享", "Withheld"),
    "class.unconditional.means": ("任何人都可以阅读。", "Anyone may read it."),
    "class.conditional.means": (
        "题名等项目已公布；全部著录与文字凭利用许可阅读。",
        "Its title and face are public; the full description and the text need a grant.",
    ),
    "class.unreviewed.means": (
        "尚未完成开放审核，只有供档单位与档案馆工作人员可见。",
        "Not reviewed yet: seen by the supplying unit and the archive’s staff alone.",
    ),
    "class.withheld.means": (
        "暂不共享，只有供档单位与档案馆工作人员可见。",
        "Not shared for now: seen by the supplying unit and the archive’s staff alone.",
    ),
    "kind.text": ("文本", "Text"),
    "kind.mail": ("邮件", "E-mail"),
    "kind.office-xml": ("办公文档", "Office document"),
    "kind.open-document": ("开放文档", "OpenDocument"),
    "kind.office-old": ("办公文档（旧格式）", "Office document, old format"),
    "kind.office-flat": ("办公文档（单一 XML 文件）", "Office document in one XML file"),
    "kind.unknown": ("未知格式", "Unknown format"),
    # themes
    "themes.title": ("专题", "Themes"),
    "themes.lead": (
        "档案工作者编选的专题，每件档案附有说明。",
        "Collections chosen by archivists, with a note on each record.",
    ),
    "themes.none": ("还没有可以浏览的专题。", "There is no theme to browse yet."),
    "themes.units": ("{n} 个单元", "{n} units"),
    "themes.units.one": ("{n} 个单元", "{n} unit"),
    "themes.sections": ("本专题各节", "Sections"),
    "themes.search": ("在本专题中检索", "Search in this theme"),
    "themes.note": ("编者按", "Curator’s note"),
    "themes.section": ("收入专题《{theme}》· {section}", "In the theme “{theme}”, {section}"),
    "themes.in": ("收入专题《{theme}》", "In the theme “{theme}”"),
    "date.our_era": ("（{years}）", " ({years})"),
    "themes.itself": ("专题", "Theme"),
    **LETTERS,
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The portal's words in one language.

    Attributes:
        language: one of `LANGUAGES`.
    """

    language: str

    def __call__(self, key: str, **fields: object) -> str:
        """The text of a key, its fields filled in.

        Raises:
            KeyError: no such key, or a field is missing.
        """
        return self._filled(key, fields)

    def counted(self, key: str, n: int, **fields: object) -> str:
        """The text of a key that counts something, with digits grouped in threes."""
        one = f"{key}.one"
        return self._filled(one if n == 1 and one in _TEXTS else key, {**fields, "n": f"{n:,}"})

    def word(self, prefix: str, word: str, label: str) -> str:
        """The portal's own word for a value of the API (`class`, `level`, `reading`), else its label."""
        return self._filled(key, {}) if (key := f"{prefix}.{word}") in _TEXTS else label

    def either(self, zh: str, en: str) -> str:
        """One of two given texts."""
        return en if self.language == ENGLISH else zh

    def element(self, name: str) -> str:
        """The name of an element of description; a Chinese name that is not known stays Chinese."""
        return ELEMENTS.get(name, name) if self.language == ENGLISH else name

    def value(self, element: str, text: str) -> str:
        """The value of an element: in English where its words are fixed, else as it was written."""
        return VALUES.get(element, {}).get(text, text) if self.language == ENGLISH else text

    def lang(self, text: str) -> Markup:
        """The attribute `lang` of an element with a text of the holdings; empty where the page says it already."""
        tag = script_of(text)
        if not tag or tag == self.tag or (tag == "zh" and self.language == CHINESE):
            return Markup("")
        return Markup(' lang="{}"').format(tag)

    @property
    def tag(self) -> str:
        """The BCP 47 tag of the language."""
        return "en" if self.language == ENGLISH else "zh-Hans"

    @property
    def other(self) -> str:
        """The other language."""
        return CHINESE if self.language == ENGLISH else ENGLISH

    @property
    def other_tag(self) -> str:
        """The BCP 47 tag of the other language."""
        return Texts(self.other).tag

    def _filled(self, key: str, fields: dict[str, object]) -> str:
        zh, en = _TEXTS[key]
        text = self.either(zh, en)
        return text.format_map(fields) if fields else text


def keys() -> frozenset[str]:
    """All keys, for the test that both languages say everything that the pages ask for."""
    return frozenset(_TEXTS)
