"""The tables of the holdings. The room `sharing` adds its own to the same metadata.

Any change here goes with a migration in `migrations/versions`; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# What this home is: its id, its archive's code.
home = Table(
    "home", metadata, Column("name", String(40), primary_key=True), Column("value", Text, nullable=False)
)

# Row counters that transactions take last, so that numbers commit in order.
counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

# One row an intake: staging until it is accepted whole.
packages = Table(
    "packages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("state", String(10), nullable=False),  # staging, accepted, dropping
    Column("units", Integer, nullable=False, default=0),
    Column("accepted_on", String(32), nullable=False, default=""),
    Column("notices", Text, nullable=False, default="[]"),
    sqlite_autoincrement=True,
)

units = Table(
    "units",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("archive", String(40), nullable=False),
    Column("code", String(200), nullable=False),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("order_key", LargeBinary, nullable=False),
    Column("level", Integer, nullable=False),
    Column("template", String(60), nullable=False),
    Column("fonds", String(200), nullable=False),
    Column("supplier", String(200), nullable=False),
    Column("ancestors", Text, nullable=False),  # JSON list of codes
    Column("title", Text, nullable=False),
    Column("public_title", Text, nullable=False),
    Column("responsible", Text, nullable=False),
    Column("date_text", Text, nullable=False),
    Column("earliest", Integer, nullable=False),
    Column("latest", Integer, nullable=False),
    Column("document_number", Text, nullable=False),
    Column("retention", Text, nullable=False),
    Column("secrecy", Text, nullable=False),
    Column("opening", Text, nullable=False),
    Column("creator", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("stated_pages", Integer, nullable=False),
    Column("descriptors", Text, nullable=False),  # JSON list
    Column("names", Text, nullable=False),  # JSON list
    Column("abstract", Text, nullable=False),
    Column("former_codes", Text, nullable=False, server_default="[]"),  # JSON list
    # JSON list of (heading, text): what a catalogue says beside the elements, for staff alone.
    Column("other_cells", Text, nullable=False, server_default="[]"),
    Column("pages", Integer, nullable=False, default=0),
    Column("text_note", Text, nullable=False, default=""),
    # Pages that were recognised with a confidence under `holdings.readings.POOR`; `readings.settle_quality` keeps it.
    Column("poorly_read", Integer, nullable=False, default=0, server_default="0"),
    Column("withdrawn", Boolean, nullable=False, default=False),
    Column("package_id", Integer, ForeignKey("packages.id"), nullable=False),
    Column("version", Integer, nullable=False, default=1),
    UniqueConstraint("archive", "code"),
    Index("ix_units_order", "archive", "order_key"),
    Index("ix_units_package", "package_id", "id"),
    sqlite_autoincrement=True,
)

# Every code above a unit, described or not: what children, scopes and cascades ask.
unit_ancestors = Table(
    "unit_ancestors",
    metadata,
    Column("archive", String(40), primary_key=True),
    Column("code", String(200), primary_key=True),
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True),
    Column("depth", Integer, nullable=False),  # 0 for the fonds
    Index("ix_unit_ancestors_unit", "unit_id"),
    sqlite_with_rowid=False,
)

# Digital objects of a unit, in order, and what became of each at intake.
unit_objects = Table(
    "unit_objects",
    metadata,
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("name", Text, nullable=False),  # path below the handed-over folder
    Column("bytes", BigInteger, nullable=False),
    Column("kind", String(20), nullable=False, default=""),
    Column("pages", Integer, nullable=False, default=0),
    Column("state", String(10), nullable=False),  # waiting, read, unread
    Column("note_zh", Text, nullable=False, default=""),
    Column("note_en", Text, nullable=False, default=""),
    Index("ix_unit_objects_digest", "digest"),
    sqlite_with_rowid=False,
)

# Digests of objects whose bytes are being kept and whose units are not staged yet: where an intake is killed
# between the two, they tell what nothing refers to.
objects_begun = Table("objects_begun", metadata, Column("digest", String(64), primary_key=True))

page_texts = Table(
    "page_texts",
    metadata,
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("position", Integer, nullable=False, default=0),  # of the object among the unit's
    Column("object_page", Integer, nullable=False, default=0),
    Column("reading", String(12), nullable=False),
    Column("engine", String(60), nullable=False, default=""),
    Column("confidence", Float, nullable=False, default=1.0),
    Column("text", Text, nullable=False),
    # `holdings.pages.text_sum` of it: whoever changes the text behind the house's back is found out.
    Column("text_sum", BigInteger, nullable=False, server_default="0"),
    # `holdings.pages.Mark`: it looks handwritten, or its text layer was kept in a close case.
    Column("mark", String(12), nullable=False, default="", server_default=text("''")),
    Index(
        "ix_page_texts_marked",
        "mark",
        sqlite_where=text("mark <> ''"),
        postgresql_where=text("mark <> ''"),
    ),
    # Born-digital pages have confidence 1 and cost it nothing; asked by `readings.pending`.
    Index(
        "ix_page_texts_doubtful",
        "confidence",
        sqlite_where=text("confidence < 1"),
        postgresql_where=text("confidence < 1"),
    ),
    sqlite_with_rowid=True,
)

page_boxes = Table(
    "page_boxes",
    metadata,
    Column("unit_id", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("boxes", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

# Every reading of a page that was read more than once or mended by a person; one of them stands in `page_texts`.
page_readings = Table(
    "page_readings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", Integer, ForeignKey("units.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", String(32), nullable=False),
    Column("reading", String(12), nullable=False),
    Column("engine", String(60), nullable=False),
    Column("setting", String(40), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("worth", Float, nullable=False),  # by the rule of indexer/reviewing; 0 where nobody compared
    Column("text", Text, nullable=False),
    Column("boxes", LargeBinary, nullable=False),
    Column("by", String(80), nullable=False),  # of a correction: who
    Column("reason", Text, nullable=False),
    Column("note_zh", Text, nullable=False),  # why this reading gave nothing
    Column("note_en", Text, nullable=False),
    Column("stands", Boolean, nullable=False),
    Index("ix_page_readings_page", "unit_id", "number"),
    sqlite_autoincrement=True,
)

unit_history = Table(
    "unit_history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("unit_id", Integer, ForeignKey("units.id"), nullable=False, index=True),
    Column("at", String(32), nullable=False),
    Column("action", String(20), nullable=False),  # accession, correct, class, withdraw
    Column("element", String(40), nullable=False, default=""),
    Column("before", Text, nullable=False, default=""),
    Column("after", Text, nullable=False, default=""),
    Column("reason", Text, nullable=False, default=""),
)

themes = Table(
    "themes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("introduction", Text, nullable=False),
    Column("published", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,
)

theme_sections = Table(
    "theme_sections",
    metadata,
    Column("theme_id", Integer, ForeignKey("themes.id"), primary_key=True),
    Column("slug", String(80), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
)

theme_units = Table(
    "theme_units",
    metadata,
    Column("theme_id", Integer, ForeignKey("themes.id"), primary_key=True),
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True),
    Column("section", String(80), nullable=False),
    Column("position", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Index("ix_theme_units_unit", "unit_id"),
)

# Every change that the indices must follow, in the order in which it was committed.
outbox = Table(
    "outbox",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", String(10), nullable=False),  # unit, theme, package
    Column("subject", BigInteger, nullable=False),  # row of the unit, theme or package
    Column("unit_number", BigInteger, nullable=False, default=0),  # of a unit: its number in indices
    Column("tightens", Boolean, nullable=False),
    Column("leaves", String(12), nullable=False, default=""),  # the partition that a unit leaves
    Column("at", Float, nullable=False),  # seconds since 1970, for keeping rows a day
)

# Work that was handed to a queue and is not done yet. What travels is the row's number alone.
jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("step", String(12), nullable=False),  # read, recognise, again, analyse
    Column("package_id", Integer, nullable=False),  # 0 for none
    Column("unit_id", Integer, nullable=False),  # of the object; 0 for none
    Column("position", Integer, nullable=False),
    Column(
        "numbers", Text, nullable=False
    ),  # JSON list: pages to recognise, units to analyse, objects to read
    Column("state", String(10), nullable=False),  # new, sent, begun, answered
    Column("tries", Integer, nullable=False),
    Column("heard", Float, nullable=False),  # seconds since 1970
    Column("why_zh", Text, nullable=False),  # what went wrong in the last try
    Column("why_en", Text, nullable=False),
    Column("answer", LargeBinary, nullable=False),  # of analyse: the entries, until the writer has taken them
    Index("ix_jobs_object", "package_id", "unit_id", "position"),
    sqlite_autoincrement=True,
)
