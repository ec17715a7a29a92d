"""further readings of a page, and how many pages of a unit are poorly read

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "page_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("reading", sa.String(length=12), nullable=False),
        sa.Column("engine", sa.String(length=60), nullable=False),
        sa.Column("setting", sa.String(length=40), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("worth", sa.Float(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("boxes", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note_zh", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_page_readings_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_readings")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_page_readings_page", "page_readings", ["unit_id", "number"], unique=False)
    op.create_index(
        "ix_page_texts_doubtful",
        "page_texts",
        ["confidence"],
        unique=False,
        sqlite_where=sa.text("confidence < 1"),
        postgresql_where=sa.text("confidence < 1"),
    )
    op.add_column("units", sa.Column("poorly_read", sa.Integer(), server_default="0", nullable=False))
    # As `holdings.store.readings.settle_quality` counts them from now on.
    op.execute(
        "UPDATE units SET poorly_read = (SELECT COUNT(*) FROM page_texts WHERE page_texts.unit_id = units.id "
        "AND page_texts.reading = 'recognised' AND page_texts.confidence < 0.95 AND page_texts.text <> '')"
    )


def downgrade() -> None:
    op.drop_column("units", "poorly_read")
    op.drop_index("ix_page_texts_doubtful", table_name="page_texts")
    op.drop_index("ix_page_readings_page", table_name="page_readings")
    op.drop_table("page_readings")
