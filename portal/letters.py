"""What the portal says at length: signing in, what went wrong, how archives are used; in Chinese and in English."""

from __future__ import annotations

from typing import Final

#: key → (Chinese, English), as in `portal.texts`.
LETTERS: Final[dict[str, tuple[str, str]]] = {
    # signing in
    "signin.title": ("登录", "Sign in"),
    "signin.lead": (
        "有利用许可的读者、供档单位与工作人员，请输入档案馆发给的凭证。",
        "Readers with a grant, supplying units and staff: enter the token that the archive gave you.",
    ),
    "signin.token": ("凭证", "Token"),
    "signin.submit": ("登录", "Sign in"),
    "signin.privacy": (
        "凭证存放在本浏览器的一个 cookie 里，脚本读不到它；退出时即删除。在公用电脑上，用完请退出。",
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
    "problem.401": ("凭证无效", "This token is not valid"),
    "problem.401.letter": (
        "这个凭证不存在或已经失效，因此不能确认您的身份。请核对后重新登录；仍不行，请联系发给凭证的档案馆。"
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
        "发来的内容比登录所需的长得多，没有读取，也没有登录。请回到登录页，只填写凭证。",
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
        "发来的表单不完整或字段太多，没有照办，也没有登录。请回到登录页，重新填写凭证。",
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
        "This archive provides its digital records under its rules of sharing. Each record has a sharing class, which "
        "decides who may see what.",
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
        "获准后，档案馆发给凭证，在“登录”页输入即可阅读许可范围内的内容。许可有期限，到期即止。",
        "When it is granted, the archive gives you a token; enter it on the sign-in page to read what the grant "
        "covers. A grant has a term and ends with it.",
    ),
    "about.days": ("申请在 {n} 个工作日内答复。", "Applications are answered within {n} working days."),
    "about.days.one": ("申请在 {n} 个工作日内答复。", "Applications are answered within {n} working day."),
    "about.rules": ("利用规定", "Rules of use"),
    "about.rules.whole": ("利用规定全文", "The rules in full"),
    "about.contact": ("联系档案馆", "Reaching the archive"),
    "about.searching": ("怎样检索", "How to search"),
    "about.privacy": ("隐私", "Privacy"),
    "about.privacy.text": (
        "本站不使用第三方资源，不跟踪读者。只有三个 cookie：所选语言、登录页的标记（不含任何身份），以及登录后的凭证。",
        "This site uses nothing from third parties and does not track readers. It has three cookies: the "
        "chosen language, a mark of the sign-in page that says nothing of you, and the token once you have signed in.",
    ),
}
