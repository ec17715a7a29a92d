"""What the command line says to a person."""

from __future__ import annotations

from collections.abc import Sequence

from holdings.letters import Letter

#: Of a list of names so many are told.
_MOST_NAMED = 5


def wrong_use(reason: Letter, usage: str) -> Letter:
    """The command line was written wrongly."""
    zh, en = reason.zh.rstrip("。"), reason.en.rstrip(".")
    return Letter(
        f"命令写法有误，没有执行：{zh}{'' if zh.endswith('？') else '。'}用法见 {usage} --help",
        f"The command was written wrongly and nothing was done: {en}{'' if en.endswith('?') else '.'} "
        f"See: {usage} --help",
    )


def no_port(text: str) -> Letter:
    """A number that no port has."""
    return Letter(
        f"端口不能是“{text}”，没有启动。端口是 0 到 65535 的整数；0 为任一空闲的端口。",
        f"“{text}” is no port, so nothing was started. A port is a whole number from 0 to 65535; 0: any that is free.",
    )


def no_count(text: str) -> Letter:
    """A count that is none."""
    return Letter(
        f"“{text}”不是数目，没有执行。请写从 1 起的整数。",
        f"“{text}” is no count, so nothing was done. Write a whole number from 1 on.",
    )


def no_day(text: str) -> Letter:
    """A last day that cannot be read."""
    return Letter(
        f"“{text}”不是日期，没有执行。请写公历的年、年月或年月日：2027、2027-06、2027-06-30；只写年或年月时，算到其最后一天。",
        f"“{text}” is no date, so nothing was done. Write a year, a month or a day: 2027, 2027-06, 2027-06-30; of a "
        "year or a month its last day counts.",
    )


def no_request_id(text: str) -> Letter:
    """An id for log lines that could break them."""
    return Letter(
        f"--request “{text}”不能用作标识，没有执行。请用字母、数字、句点、冒号、连字符，以字母或数字开头，最多 64 个。",
        f"--request “{text}” cannot be an id, so nothing was done. Use letters, digits, full stops, colons and "
        "hyphens, beginning with a letter or a digit, 64 at most.",
    )


def interrupted() -> Letter:
    """The person stopped the command."""
    return Letter(
        "已中断。再次运行同一命令，会从停下的地方继续。",
        "Interrupted. Run the same command again and it goes on where it stopped.",
    )


def system_error(path: str, reason: str) -> Letter:
    """The machine refused something: a folder, a disk."""
    return Letter(
        f"系统不允许这一步：{path}：{reason}。请检查权限与磁盘空间，再运行同一命令。",
        f"The system did not allow this: {path}: {reason}. Check permissions and free space, then run it again.",
    )


def body_too_large(most: int) -> Letter:
    """A request with a larger body than is allowed; `most` in bytes."""
    return Letter(
        f"请求正文超过 {most >> 20} MB 的上限，没有读取。请分几次发送，或由管理员调高 LANTAI_LIMIT_UPLOAD_MB。",
        f"The body of the request is larger than the limit of {most >> 20} MB and was not read. Send it in several "
        "requests; if it truly needs more, whoever runs this home can raise LANTAI_LIMIT_UPLOAD_MB.",
    )


def own_fault(kind: str) -> Letter:
    """An error that nobody foresaw."""
    return Letter(
        f"兰台自身出错（{kind}），命令没有完成；做到哪一步，请用 lantai status 和 lantai check 查看。"
        "请将上面的记录报告给维护者。",
        f"Lantai itself failed ({kind}) and the command is not done; lantai status and lantai check say how far it "
        "came. Please report the lines above.",
    )


def store_unreachable(reason: str) -> Letter:
    """The store did not answer."""
    return Letter(
        f"数据库无法使用：{reason}。进行中的改动或整个保留，或完全没有。"
        "请检查 LANTAI_HOME 或 LANTAI_STORE、权限和磁盘空间，并运行 lantai check。",
        f"The store cannot be used: {reason}. A change under way is kept whole or not at all. Check LANTAI_HOME or "
        "LANTAI_STORE, permissions and free space, and run lantai check.",
    )


def rights_put_right(home: str, mode: str, count: int) -> Letter:
    """Folders and files of the home had other rights than the setting says."""
    files = f"{int(mode, 8) & 0o666:o}"
    return Letter(
        f"馆藏 {home} 中有 {count} 个文件夹和文件的权限与 LANTAI_HOME_MODE={mode} 不符，"
        f"已改为文件夹 {mode}、文件 {files}。别的用户若确需读取，请把 LANTAI_HOME_MODE 设为 750 或 770。",
        f"{count} folders and files of the home {home} had other rights than LANTAI_HOME_MODE={mode} says; folders now "
        f"have {mode} and files {files}. Where other users need to read it, set LANTAI_HOME_MODE to 750 or 770.",
    )


def no_driver(reason: str) -> Letter:
    """The store's driver is not installed."""
    return Letter(
        f"此数据库的驱动没有安装（{reason}），馆藏无法打开。请安装驱动，或去掉 LANTAI_STORE 以使用 SQLite。",
        f"The driver of this store is not installed ({reason}), so the home cannot be opened. Install it, "
        "or leave LANTAI_STORE out to use SQLite.",
    )


def other_archive(stored: str, asked: str) -> Letter:
    """The setting names another archive than the home was begun with."""
    return Letter(
        f"此馆藏属于档案馆 {stored}，设置却写着 {asked}。更换代码会改变每个单元的标识，因此没有执行。"
        "请改回设置，或用另一个 LANTAI_HOME。",
        f"This home is archive {stored}'s, but the setting says {asked}. Another code would change the identity "
        "of every unit, so nothing was done. Put the setting back, or use another LANTAI_HOME.",
    )


def no_unit(code: str) -> Letter:
    """Nothing is held under a code."""
    return Letter(
        f"馆藏中没有 {code}，没有执行。请核对档号（其他档案馆的单元写作 档案馆代码:档号）；lantai search 可以查找。",
        f"Nothing is held under {code}, so nothing was done. Check the code (units of another archive are written "
        "ARCHIVE:CODE); lantai search finds codes.",
    )


def nothing_to_retry() -> Letter:
    """`lantai jobs retry` without anything to try."""
    return Letter(
        "没有缺文字的文件，无须重试。lantai jobs failed 列出它们。",
        "No object lacks text, so nothing was tried. lantai jobs failed lists them.",
    )


def only_previewed() -> Letter:
    """`lantai jobs reread` without --apply."""
    return Letter(
        "以上只是预览，什么也没有改。核对后加 --apply 再运行一次即写入；"
        "原来的文字留在各页的识读记录里（lantai ocr compare）。",
        "This was a preview and nothing was changed. Look it over and run it once more with --apply to write it; the "
        "former texts are kept among the readings of their pages (lantai ocr compare).",
    )


def no_reason() -> Letter:
    """A decision without its reason."""
    return Letter(
        "请用 --reason 写明理由：它记入历史，日后审查时要看。没有执行。",
        "Give the reason with --reason: it goes into the history that reviews read. Nothing was done.",
    )


def reader_taken(name: str, ended: bool) -> Letter:
    """A reader of this name is there already."""
    return Letter(
        f"已有{'已停用的' if ended else ''}读者“{name}”，名字不能重复使用（授权记录按名字保存）。请另取一个名字。",
        f"There is {'an ended' if ended else 'a'} reader named “{name}” already, and grants are kept by name. "
        "Choose another name.",
    )


def no_reader(name: str) -> Letter:
    """No open reader has this name."""
    return Letter(
        f"没有名为“{name}”的在用读者，没有执行。lantai reader list 列出全部读者。",
        f"There is no reader named “{name}” (or it was ended), so nothing was done. lantai reader list shows all.",
    )


def bad_reader_name(name: str) -> Letter:
    """A name that no reader may have."""
    return Letter(
        f"“{name}”不能作读者名：须为 1 到 80 个可见字符，首尾没有空白。",
        f"“{name}” cannot be a reader's name: 1 to 80 visible characters without blanks at either end.",
    )


def scope_needed() -> Letter:
    """A supplier without a code."""
    return Letter(
        "供档单位（supplier）须用 --scope 写明其代码，与目录中的 立档单位 或 --supplier 一致，否则它什么也看不到。",
        "A supplier needs --scope with its code as the catalogue's 立档单位 or --supplier has it, "
        "or it would see nothing of its own.",
    )


def scope_not_taken() -> Letter:
    """A plain reader with a scope."""
    return Letter(
        "角色 reader 没有 --scope：它只凭授权查阅。请去掉 --scope，再用 lantai grant add 授权。",
        "The role reader takes no --scope: it sees what is granted. Leave it out and use lantai grant add.",
    )


def supplier_unknown(code: str, elsewhere: Sequence[str]) -> Letter:
    """A supplier of whom nothing is held; where other archives have one of this code, they are named."""
    known = "、".join(elsewhere[:_MOST_NAMED])
    return Letter(
        f"注意：馆藏中还没有“{code}”移交的档案；代码须与入库时的完全一致。"
        + (f"他馆有同一代码的供档单位：{known}；如果指的是它，请停用此读者并另行登记。" if known else ""),
        f"Note: nothing supplied by “{code}” is held yet; the code has to be exactly that of the intake."
        + (
            f" Other archives have a supplier of this code: {known}. If that is who is meant, end this reader and "
            "add another."
            if known
            else ""
        ),
    )


def supplier_elsewhere(code: str, elsewhere: Sequence[str]) -> Letter:
    """A supplier whose code other archives use too."""
    known = "、".join(elsewhere[:_MOST_NAMED])
    return Letter(
        f"注意：此读者只查阅“{code}”移交的档案。他馆另有同一代码的供档单位，不在其内：{known}。",
        f"Note: this reader sees what “{code}” supplied. Other archives have a supplier of the same code, who is "
        f"another one: {known}.",
    )


def supplier_with_colon(code: str) -> Letter:
    """A supplier named at an intake together with an archive."""
    return Letter(
        f"供档单位“{code}”含有冒号，没有执行。供档单位属于各单元自己的档案馆，这里只写它的代码；"
        "档案馆写在目录的 档案馆代码 一列。",
        f"The supplier “{code}” holds a colon, so nothing was done. A supplier belongs to the archive of each unit: "
        "write its code alone here, and the archive in the column 档案馆代码 of the catalogue.",
    )


def archive_held_as_other(asked: str) -> Letter:
    """The setting names an archive for the home's own whose units are held as another archive's."""
    return Letter(
        f"设置把 {asked} 写作本馆，馆藏中却已有写作 {asked}:档号 的单元。两种写法并存会使同一单元有两个标识，"
        "权限随之不一，因此没有执行。请去掉 LANTAI_ARCHIVE 的设置，或用另一个 LANTAI_HOME 并在首次接收前写好它。",
        f"The setting says that {asked} is the home's own archive, but units are held that are written {asked}:CODE. "
        "One unit could then have two identities, with different rights, so nothing was done. Leave LANTAI_ARCHIVE "
        "out, or use another LANTAI_HOME and set it before the first intake.",
    )


def archive_unknown(code: str) -> Letter:
    """Staff of an archive of which nothing is held."""
    return Letter(
        f"注意：馆藏中还没有档案馆“{code}”的档案。",
        f"Note: nothing of the archive “{code}” is held yet.",
    )


def nothing_taken_in() -> Letter:
    """A home into which nothing ever came."""
    return Letter(
        "此馆藏还没有接收任何移交包，所以没有什么可检索或核对。先看一看目录：lantai check-sheet 文件夹；"
        "再接收：lantai intake 文件夹。"
        "想先试用样例馆藏：lantai demo。",
        "Nothing was taken into this home yet, so there is nothing to search or to check. Look at a catalogue with "
        "lantai check-sheet FOLDER, then take it in with lantai intake FOLDER. To try sample holdings first: "
        "lantai demo.",
    )


def is_withdrawn(code: str) -> Letter:
    """A change of a unit that nobody sees."""
    return Letter(
        f"注意：{code} 已撤回，无论共享类型如何，谁也看不到。要恢复：lantai unit restore {code} --reason 理由",
        f"Note: {code} is withdrawn, so nobody sees it whatever its class. To bring it back: lantai unit "
        f"restore {code} --reason TEXT",
    )


def nothing_below(scope: str) -> Letter:
    """A grant over nothing that is held."""
    return Letter(
        f"注意：{scope} 之下目前没有任何单元，此授权暂时不给出任何内容。请核对档号。",
        f"Note: no unit lies at or below {scope}, so for now the grant gives nothing. Check the code.",
    )


def until_is_past(day: str) -> Letter:
    """A grant that would be over before it begins."""
    return Letter(
        f"--until {day} 已经过去，这样的授权不起作用。请写今天或以后的日期。",
        f"--until {day} is in the past, so the grant would give nothing. Write today or a later day.",
    )


def no_grant(number: int) -> Letter:
    """No grant in force has this number."""
    return Letter(
        f"没有编号为 {number} 的在用授权，没有执行。lantai grant list 列出在用的授权。",
        f"No grant in force has the number {number}, so nothing was done. lantai grant list shows those in force.",
    )


def bad_element(word: str, known: str) -> Letter:
    """An element that cannot be changed by this command."""
    return Letter(
        f"“{word}”不是这里可用的著录项，没有执行。可用：{known}。",
        f"“{word}” is not an element that can be used here, so nothing was done. There are: {known}.",
    )


def bad_pair(text: str) -> Letter:
    """A correction that is not FIELD=VALUE."""
    return Letter(
        f"“{text}”不是 著录项=新值 的写法，没有执行。例：lantai unit correct 档号 题名=新题名",
        f"“{text}” is not FIELD=VALUE, so nothing was done. Example: lantai unit correct CODE 题名=TITLE",
    )


def correction_refused(element: str, letter: Letter) -> Letter:
    """A corrected value that no catalogue may hold."""
    return Letter(f"{element}：{letter.zh}", f"{element}: {letter.en}")


def not_conditional(code: str, word: str) -> Letter:
    """A face is a matter of conditional units only."""
    return Letter(
        f"注意：{code} 现为{word}，公开面只对有条件共享的单元起作用；决定已记下，改为有条件共享后生效。",
        f"Note: {code} is not conditional now, and only conditional units have a face; what you decided is kept "
        "and holds once it is.",
    )


def port_in_use(host: str, port: int) -> Letter:
    """Another program listens there."""
    return Letter(
        f"{host} 的端口 {port} 已被另一个程序占用，服务没有启动。"
        f"请停止那个程序，或换一个端口：lantai serve --port {port + 1}",
        f"Port {port} of {host} is in use by another program, so the service was not started. Stop that program, "
        f"or choose another port: lantai serve --port {port + 1}",
    )


def cannot_listen(host: str, port: int, reason: str) -> Letter:
    """The address cannot be listened on."""
    return Letter(
        f"无法在 {host} 端口 {port} 上监听：{reason}，服务没有启动。请检查 --host 与 --port。",
        f"It is not possible to listen on {host} port {port}: {reason}. The service was not started; "
        "check --host and --port.",
    )
