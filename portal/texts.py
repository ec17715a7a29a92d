"""Every word that the portal's pages say, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from portal.elements import ELEMENTS, VALUES

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
        "可以试试：少用几个词，换一种说法，去掉限定条件，或改在“全部”中查找。未向您开放的档案不会出现在这里。",
        "Try fewer words, another wording, fewer filters, or search in “All”. Records that are not open to you "
        "do not appear here.",
    ),
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
    "unit.objects.pages": ("{n} 页", "{n} pages"),
    "unit.objects.pages.one": ("{n} 页", "{n} page"),
    "unit.objects.more": ("另有 {n} 个文件没有列出。", "{n} more files are not listed."),
    "unit.objects.more.one": ("另有 {n} 个文件没有列出。", "{n} more file is not listed."),
    "unit.themes": ("收入专题", "In these themes"),
    "page": ("第 {n} 页", "Page {n}"),
    "page.previous": ("上一页", "Previous page"),
    "page.next": ("下一页", "Next page"),
    "page.unit": ("回到著录", "Back to the description"),
    "page.turn": ("翻页", "Turn pages"),
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
        "尚未完成开放审核，只有移交单位与档案馆工作人员可见。",
        "Not reviewed yet: seen by the supplying unit and the archive’s staff alone.",
    ),
    "class.withheld.means": (
        "暂不共享，只有移交单位与档案馆工作人员可见。",
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
    "themes.itself": ("专题", "Theme"),
    # signing in
    "signin.title": ("登录", "Sign in"),
    "signin.lead": (
        "有利用许可的读者、移交单位与工作人员，请输入档案馆发给的令牌。",
        "Readers with a grant, supplying units and staff: enter the token that the archive gave you.",
    ),
    "signin.token": ("令牌", "Token"),
    "signin.submit": ("登录", "Sign in"),
    "signin.privacy": (
        "令牌存放在本浏览器的一个 cookie 里，脚本读不到它；退出时即删除。在公用电脑上，用完请退出。",
        "The token is kept in a cookie of this browser that no script can read, and removed when you sign out. "
        "On a shared computer, sign out when you have finished.",
    ),
    # letters
    "problem.back": ("回到检索", "Back to search"),
    "problem.400": ("这个问题没有看懂", "This question was not understood"),
    "problem.400.letter": (
        "地址里有不认识的条件。请从检索页重新提问。",
        "The address holds a condition that is not known. Please ask again from the search page.",
    ),
    "problem.401": ("令牌无效", "This token is not valid"),
    "problem.401.letter": (
        "这个令牌不存在或已经失效，因此不能确认您的身份。请核对后重新登录；仍不行，请联系发给令牌的档案馆。"
        "也可以不登录，继续阅读开放的档案。",
        "This token does not exist or has ended, so it does not say who you are. Check it and sign in again; if that "
        "does not help, ask the archive that gave it. You can also go on without signing in and read what is open.",
    ),
    "problem.401.without": ("不登录，继续", "Go on without signing in"),
    "problem.403": ("没有照办", "This was not done"),
    "problem.403.letter": (
        "这个请求看来来自别的网站。为防止他人替您登录或退出，没有照办。请在本站的页面上操作，并允许本站的 cookie。",
        "The request seems to come from another site. It was not done, so that nobody signs you in or out for you. "
        "Please use the pages of this site, and allow its cookies.",
    ),
    "problem.404": ("没有找到", "Not found"),
    "problem.404.letter": (
        "这里没有可以向您展示的内容：可能从未有过，也可能未向您开放，二者的答复相同。"
        "请核对地址或档号，或回到检索；若持有利用许可，请先登录。",
        "There is nothing here that can be shown to you: it may never have existed, or not be open to you; the answer "
        "is the same. Check the address or the code, or go back to search; if you hold a grant, sign in first.",
    ),
    "problem.405": ("不能这样请求", "This cannot be asked in this way"),
    "problem.413": ("表单太长", "This form is too long"),
    "problem.413.letter": (
        "发来的内容比登录所需的长得多，没有读取，也没有登录。请回到登录页，只填写令牌。",
        "What was sent is much longer than signing in needs; it was not read, and nobody was signed in. Go back to the "
        "sign-in page and fill in the token alone.",
    ),
    "problem.415": ("不能这样发送", "This cannot be sent in this way"),
    "problem.415.letter": (
        "发来的内容不是本站登录表单的格式，没有读取，也没有登录。请用本站的登录页；程序请用 Authorization 请求头。",
        "What was sent is not in the form of this site's sign-in page; it was not read, and nobody was signed in. Use "
        "the sign-in page; programs send the header Authorization.",
    ),
    "problem.form": ("表单没有看懂", "This form was not understood"),
    "problem.form.letter": (
        "发来的表单不完整或字段太多，没有照办，也没有登录。请回到登录页，重新填写令牌。",
        "The form that was sent is broken or has too many fields; nothing was done, and nobody was signed in. Go back "
        "to the sign-in page and fill in the token again.",
    ),
    "problem.500": ("出了差错", "Something went wrong"),
    "problem.500.letter": (
        "这一页没有做成，馆藏没有受影响。请稍后再试；仍不行，请告诉档案馆，并附上本页地址。",
        "This page could not be made; the holdings are untouched. Try again later; if it stays, tell the archive, "
        "with the address of this page.",
    ),
    "problem.503": ("暂时不能答复", "No answer just now"),
    "problem.other": ("没有办成", "This could not be done"),
    # what is shared
    "about.title": ("利用说明", "Using the archives"),
    "about.lead": (
        "本馆按共享规定向读者提供数字档案。每件档案属于一种共享类型，由它决定谁能看到什么。",
        "Digital archives are shared under the province’s rules. Each record has a sharing class, which decides who "
        "may see what.",
    ),
    "about.classes": ("三种共享", "Three ways of sharing"),
    "about.unconditional": (
        "任何人无需登录，即可检索并阅读其著录与全文。",
        "Anyone may search and read the description and the full text, without signing in.",
    ),
    "about.conditional": (
        "任何人可以看到其题名、日期、责任者等项目；著录全文与正文须先申请，获得利用许可后登录阅读。",
        "Anyone may see its title, date and author; the full description and the text need an application first, "
        "and are read after signing in with a grant.",
    ),
    "about.withheld": (
        "暂不共享与尚未审核的档案不出现在检索结果、数目与提示中。期限届满或复核之后，依决定开放。",
        "Withheld and unreviewed records appear in no result, count or suggestion. They open by a decision, after "
        "their term or a review.",
    ),
    "about.apply": ("怎样申请", "How to apply"),
    "about.apply.1": (
        "记下档号（例如结果中题名下的一行）。",
        "Note the reference code: the line below the title in the results.",
    ),
    "about.apply.2": (
        "向保管该档案的档案馆提出申请，说明身份、用途与所需档号；可以申请一件，也可以申请一卷或一个类别。",
        "Apply to the archive that keeps it: who you are, what for, and which codes; one item, a file or a series.",
    ),
    "about.apply.3": (
        "获准后，档案馆发给令牌，在“登录”页输入即可阅读许可范围内的内容。许可有期限，到期即止。",
        "When it is granted, the archive gives you a token; enter it on the sign-in page to read what the grant "
        "covers. A grant has a term and ends with it.",
    ),
    "about.searching": ("怎样检索", "How to search"),
    "about.privacy": ("隐私", "Privacy"),
    "about.privacy.text": (
        "本站不使用第三方资源，不跟踪读者。只有两个 cookie：所选语言，以及登录后的令牌。",
        "This site uses nothing from third parties and does not track readers. It has two cookies: the chosen "
        "language, and the token once you have signed in.",
    ),
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
