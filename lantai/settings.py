"""Settings: the environment, then ``lantai.toml`` in the home, then the defaults. Nothing else reads either.

Every setting has one name: ``ocr`` in ``lantai.toml`` is ``LANTAI_OCR`` in the environment.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from holdings.clock import CHINA, Clock, clock_of
from holdings.code_templates import DEFAULT_TEMPLATES, Template, template_from_text
from holdings.codes import normalise
from holdings.letters import Letter
from holdings.plain_files import read_plain
from holdings.s3_bucket import Bucket
from indexer.extraction.limits import ReadingLimits
from lantai import setting_letters as letters
from lantai.archive_settings import ARCHIVE_SETTINGS, flattened, read_profile
from lantai.bucket_settings import BUCKET_SETTINGS, named, read_bucket
from lantai.connections import ServingLimits, Trusted
from lantai.engine_settings import ENGINE_SETTINGS, EngineChoice, read_engine
from lantai.errors import SettingsError
from lantai.home_modes import MODES
from lantai.limits import LIMIT_LIST, PREFIX, Limit, reading_limits
from lantai.logs import LOG_CHOICES
from search_api.profile import ArchiveProfile

FILE_NAME = "lantai.toml"


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting as people see it.

    Attributes:
        name: its key in ``lantai.toml``.
        default: what holds where nothing is set, as text.
        zh: what it decides, in Chinese.
        en: the same in English.
        choices: the only values that it takes; empty for free text.
        coming: values that a later version will take.
        in_toml: whether the settings file may set it.
    """

    name: str
    default: str
    zh: str
    en: str
    choices: tuple[str, ...] = ()
    coming: tuple[str, ...] = ()
    in_toml: bool = True

    @property
    def variable(self) -> str:
        """Its name in the environment."""
        return PREFIX + self.name.upper()


def _limit_setting(limit: Limit) -> Setting:
    return Setting(limit.name, str(limit.usual), limit.zh, limit.en)


LIMITS = tuple(_limit_setting(limit) for limit in LIMIT_LIST)

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "home",
        "~/.local/share/lantai",
        "馆藏所在的文件夹：数据库、数字对象、索引",
        "folder of the home: store, digital objects, indices",
        in_toml=False,
    ),
    Setting(
        "home_mode",
        "700",
        "馆藏文件夹的权限（chmod 的写法）：700 只有所有者能读，750 同组可读，770 同组可读写；文件相应少去执行位",
        "rights of the home's folders as chmod writes them: 700 its owner alone, 750 his group may read, 770 and "
        "write; files have the same without execution",
        choices=MODES,
    ),
    Setting(
        "archive",
        "",
        "本馆的档案馆代码；留空时取第一个目录中唯一的代码",
        "the home's own archive code; empty: the only one that the first catalogue names",
    ),
    *(Setting(*told) for told in ARCHIVE_SETTINGS),
    Setting(
        "codes",
        "",
        "本馆档号的式样，一条一个（写法见 docs/codes.md）；先于 DA/T 13 的式样",
        "the archive's own templates of reference codes, one a line, before those of DA/T 13 (docs/codes.md)",
    ),
    *(Setting(*told) for told in ENGINE_SETTINGS),
    Setting(
        "store",
        "sqlite: lantai.sqlite in the home",
        "数据库的 URL（sqlite:///… 或 postgresql://…）",
        "URL of the store (sqlite:///… or postgresql://…)",
    ),
    Setting(
        "objects",
        "objects in the home",
        "数字对象所在的文件夹，或存储桶（s3://存储桶/前缀）",
        "folder of the digital objects, or a bucket (s3://BUCKET/PREFIX)",
    ),
    *(Setting(*told) for told in BUCKET_SETTINGS),
    Setting(
        "queue",
        "inline",
        "入库工作在哪里进行：inline 为本进程；或 Redis 的 URL(redis://…)，由 lantai worker 分担",
        "where the work of an intake is done: inline, or the URL of a Redis (redis://…), shared by lantai worker",
    ),
    Setting(
        "tika",
        "",
        "Tika 服务器的 URL(http://主机:9998)：读没有更近阅读器的格式；留空为没有",
        "URL of a Tika server (http://host:9998): reads formats that nothing nearer reads; empty: there is none",
    ),
    Setting(
        "tika_reads",
        "rest",
        "Tika 读什么：rest 为没有别的阅读器的格式，office 为另加全部 Office 格式",
        "what Tika reads: rest, formats without another reader; office, those and all Office formats",
        choices=("rest", "office"),
    ),
    Setting(
        "ocr",
        "rapidocr",
        "扫描件的识读引擎；none 为不识读",
        "what reads scans; none: nothing does",
        choices=("rapidocr", "tesseract", "none"),
    ),
    Setting(
        "segmenter",
        "rjieba",
        "分词器；更换后须运行 lantai reindex",
        "what cuts words; after a change run lantai reindex",
        choices=("rjieba", "jieba"),
    ),
    Setting(
        "workers",
        "0",
        "入库与服务(lantai serve)的工作进程数；0 为每个处理器核一个",
        "worker processes of an intake and of the service (lantai serve); 0: one a core",
    ),
    Setting(
        "timezone",
        CHINA,
        "本馆所在的时区；授权“至”某日，即到当地该日结束为止",
        "time zone of the archive: a grant until a day ends with that day there",
    ),
    Setting(
        "log",
        "info",
        "服务日志的详细程度；json 为每个事件一行 JSON",
        "how much the service logs; json: a line of JSON an event",
        choices=LOG_CHOICES,
    ),
    Setting(
        "metrics",
        "",
        "供运维读取 /metrics、/live、/ready 的地址（127.0.0.1:9464），每个进程各一个；"
        "数字包括不开放的档案，不可对外；留空不开",
        "address where operators read /metrics, /live, /ready (127.0.0.1:9464), each process its own; what is withheld "
        "is counted too, so keep it from the public; empty: none",
    ),
    Setting(
        "stalled_seconds",
        "600",
        "有变更在等而索引这么多秒没有进展，/ready 即报未就绪",
        "seconds without progress of the indices, while changes wait, after which /ready says so",
    ),
    Setting(
        "proxies",
        ServingLimits().proxies,
        "反向代理的地址或网段，以逗号分隔；采信其 X-Forwarded-For，并且不限其连接数",
        "addresses and networks of reverse proxies, parted by commas: their X-Forwarded-For is believed, and their "
        "connections are not counted as one client's",
    ),
    *LIMITS,
)
"""Every setting, in the order in which help and documentation list them."""

_BY_NAME = {setting.name: setting for setting in SETTINGS}
#: Variables that docker-compose.yml and the tests read, and `lantai` does not.
_OF_OTHERS = {f"{PREFIX}{name}" for name in ("DB_PASSWORD", "REDIS_PASSWORD", "PORT", "SHARED", "TRIAL")}
#: A name that is as near as this to a setting's is taken for a slip of the pen (`difflib`, 0 to 1).
_NEAR = 0.75


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one run; see `SETTINGS` for what each decides.

    Attributes:
        home: absolute path.
        home_mode: rights of its folders, three octal digits (`lantai.home_modes`).
        archive: normalised; empty where nothing is set.
        profile: what the archive says of itself, but for its picture.
        logo: absolute path of its picture; means nothing where `has_logo` is not.
        has_logo: whether there is one.
        templates: the archive's own templates of reference codes, then those of DA/T 13.
        engine: which search engine, and where it is.
        store: URL of the store; may hold a password, so it is never shown.
        objects: absolute path of their folder; means nothing where there is a bucket.
        bucket: of the digital objects; without a name where they lie in a folder.
        copies_bytes: room for local copies of what lies in a bucket.
        queue: ``inline``, or the URL of a Redis; may hold a password, so it is never shown.
        tika: URL of a Tika server, empty where there is none; may hold a password, so it is never shown.
        tika_reads: ``rest`` or ``office``.
        ocr: name of the OCR engine.
        segmenter: name of the segmenter.
        workers: worker processes of an intake and of the service; 0 for one a core.
        log: how much the service's log says, and in which form.
        metrics: host and port of the operators' address; None where there is none.
        stalled_seconds: without progress of the indices, after which a process is not ready.
        limits: of what is opened, and of the processes that read it.
        upload_bytes: the largest body of a request.
        question_characters: the longest question that is searched.
        serving: how much of the service clients may have.
        clock: of the archive's time zone.
    """

    home: Path
    home_mode: str
    archive: str
    profile: ArchiveProfile
    logo: Path
    has_logo: bool
    templates: tuple[Template, ...]
    engine: EngineChoice
    store: str = field(repr=False)
    objects: Path
    bucket: Bucket
    copies_bytes: int
    queue: str = field(repr=False)
    tika: str = field(repr=False)
    tika_reads: str
    ocr: str
    segmenter: str
    workers: int
    log: str
    metrics: tuple[str, int] | None
    stalled_seconds: float
    limits: ReadingLimits
    upload_bytes: int
    question_characters: int
    serving: ServingLimits
    clock: Clock

    @property
    def index(self) -> Path:
        """Folder of the embedded engine's generations."""
        return self.home / "index"


def read_settings() -> Settings:
    """The settings of this process.

    Raises:
        SettingsError: a value that cannot be meant, or an unknown key in ``lantai.toml``.
    """
    return settings_from(os.environ)


def unknown_variables() -> list[Letter]:
    """What to say of variables of the environment that look like settings and are none, so change nothing."""
    known = [setting.variable for setting in SETTINGS]
    strangers = sorted(name for name in os.environ if name.startswith(PREFIX))
    return [
        letters.unknown_variable(name, next(iter(difflib.get_close_matches(name, known, 1, _NEAR)), ""))
        for name in strangers
        if name not in known and name not in _OF_OTHERS
    ]


def hold_programs_to_one_thread() -> None:
    """Programs that we start (Tesseract) have one thread each, where nobody says otherwise.

    There is a process a core, and a process reads one page at a time: with more threads Tesseract took 23 s of
    processor time for a page of 4 s (`make bench`, two cores).
    """
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")


def settings_from(environment: Mapping[str, str]) -> Settings:
    """The settings under an environment; ``lantai.toml`` is read from the home that it names.

    Raises:
        SettingsError: a value that cannot be meant, or an unknown key in ``lantai.toml``.
        TemplateError: a template of reference codes that cannot be read.
    """
    named = environment.get(_BY_NAME["home"].variable, "").strip()
    home = Path(os.path.abspath(Path(named or _BY_NAME["home"].default).expanduser()))  # noqa: PTH100 (links stay)
    written = _written(home / FILE_NAME)
    values = {setting.name: _value(setting, environment, written) for setting in SETTINGS if setting.in_toml}
    limits = {one.name: int(_number(one.name, values[one.name], one.least, one.most)) for one in LIMIT_LIST}
    return Settings(
        home=home,
        home_mode=_choice("home_mode", values),
        archive=_archive(values["archive"]),
        profile=read_profile(values),
        logo=_folder(values["archive_logo"], home, home),
        has_logo=bool(values["archive_logo"]),
        templates=(
            *(template_from_text(line) for line in values["codes"].splitlines() if line.strip()),
            *DEFAULT_TEMPLATES,
        ),
        engine=read_engine(values, home),
        store=_store(values["store"], home),
        objects=_folder(values["objects"], home, home / "objects"),
        bucket=read_bucket(values["objects"], values),
        copies_bytes=int(_number("s3_copies_mb", values["s3_copies_mb"], 1, 1 << 30)) << 20,
        queue=_queue(values["queue"]),
        tika=_tika(values["tika"]),
        tika_reads=_choice("tika_reads", values),
        ocr=_choice("ocr", values),
        segmenter=_choice("segmenter", values),
        workers=int(_number("workers", values["workers"], 0, 512)),
        log=_choice("log", values),
        metrics=_address(values["metrics"]),
        stalled_seconds=_number("stalled_seconds", values["stalled_seconds"], 5, 86_400),
        limits=reading_limits(limits),
        upload_bytes=limits["limit_upload_mb"] << 20,
        question_characters=limits["limit_question_characters"],
        serving=ServingLimits(
            connections=limits["limit_connections"],
            connections_of_address=limits["limit_connections_of_address"],
            proxies=_proxies(values["proxies"]),
            questions_at_once=limits["limit_questions_at_once"],
            questions_waiting=limits["limit_questions_waiting"],
        ),
        clock=_clock(values["timezone"] or _BY_NAME["timezone"].default),
    )


def _written(path: Path) -> dict[str, str]:
    """What ``lantai.toml`` sets, each value as text, a list as lines."""
    try:
        told = flattened(tomllib.loads(read_plain(path).decode("utf-8-sig")))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(letters.unreadable_toml(str(path), str(error))) from None
    known = [setting.name for setting in SETTINGS if setting.in_toml]
    for key in told:
        if key not in known:
            near = next(iter(difflib.get_close_matches(key, known, 1, 0.6)), "")
            raise SettingsError(letters.unknown_key(str(path), key, near, known))
    return {key: _text(key, value) for key, value in told.items()}


def _text(key: str, value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if key == "codes" and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(value)
    raise SettingsError(letters.not_text(key))


def _value(setting: Setting, environment: Mapping[str, str], written: Mapping[str, str]) -> str:
    """The environment wins over the file; an empty variable is as good as none."""
    return (environment.get(setting.variable, "") or written.get(setting.name, "")).strip()


def _choice(name: str, values: Mapping[str, str]) -> str:
    setting = _BY_NAME[name]
    value = values[name].lower() or setting.default
    if value in setting.coming:
        raise SettingsError(letters.not_there_yet(setting.variable, value, setting.choices))
    if value not in setting.choices:
        raise SettingsError(letters.no_such_choice(setting.variable, value, setting.choices))
    return value


def _number(name: str, text: str, least: float, most: float) -> float:
    try:
        value = float(text or _BY_NAME[name].default)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise SettingsError(letters.no_number(_BY_NAME[name].variable, text, least, most))
    return value


def _clock(zone: str) -> Clock:
    try:
        return clock_of(zone)
    except ValueError:
        near = next(iter(difflib.get_close_matches(zone, sorted(available_timezones()), 1, 0.8)), "")
        raise SettingsError(letters.no_time_zone(zone, near)) from None


def _archive(text: str) -> str:
    code = normalise(text)
    if any(char in code for char in "/?#%:;\\") or len(code) > 40:
        raise SettingsError(letters.no_archive_code(text))
    return code


def _store(url: str, home: Path) -> str:
    if not url:
        return f"sqlite:///{home / 'lantai.sqlite'}"
    if not url.startswith(("sqlite:///", "postgresql://", "postgresql+")):
        # Never quote it: it may hold a password.
        raise SettingsError(letters.no_store_url())
    return url


def store_url(text: str, home: Path) -> str:
    """The store's URL that a text means.

    Raises:
        SettingsError: it is none that Lantai knows.
    """
    return _store(text, home)


def place_of_objects(text: str, settings: Settings) -> tuple[Bucket, Path]:
    """The bucket that a text names, or without one the folder; a bucket is on the server that the settings name.

    Raises:
        SettingsError: it begins with s3:// and names no bucket.
    """
    return named(settings.bucket, text), settings.home / Path(text).expanduser()


def _queue(text: str) -> str:
    if not text or text.lower() == "inline":
        return "inline"
    if not text.startswith(("redis://", "rediss://")) or not _host_of(text):
        # Never quote it: it may hold a password.
        raise SettingsError(letters.no_queue_url())
    return text


def _proxies(text: str) -> str:
    told = text or _BY_NAME["proxies"].default
    try:
        return Trusted("" if told.lower() == "none" else told).told
    except ValueError:
        raise SettingsError(letters.no_proxies(text)) from None


def _tika(text: str) -> str:
    if text and (not text.startswith(("http://", "https://")) or not _host_of(text)):
        raise SettingsError(letters.no_tika_url())
    return text.rstrip("/")


def _address(text: str) -> tuple[str, int] | None:
    """The address that ``LANTAI_METRICS`` names: HOST:PORT, or a port of this machine alone; None for none."""
    if not text:
        return None
    host, _, port = text.rpartition(":")
    if not port.isdecimal() or len(port) > 5 or int(port) > 65_535 or (":" in text and not host):
        raise SettingsError(letters.no_metrics_address(text))
    return host.strip("[]") or "127.0.0.1", int(port)


def _host_of(url: str) -> str:
    try:
        parts = urlsplit(url)
        return parts.hostname or "" if parts.port != 0 else ""
    except ValueError:
        return ""


def _folder(text: str, home: Path, default: Path) -> Path:
    return home / Path(text).expanduser() if text else default
