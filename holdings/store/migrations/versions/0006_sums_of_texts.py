"""a sum of each page's text, so that a change behind the house's back is found out

Revision: 0006, after 0005
"""

import sqlalchemy as sa
from alembic import op

from holdings.pages import text_sum

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_BATCH = 1_000


def upgrade() -> None:
    op.add_column("page_texts", sa.Column("text_sum", sa.BigInteger(), nullable=False, server_default="0"))
    texts = sa.table("page_texts", *map(sa.column, ("unit_id", "number", "text", "text_sum")))
    connection = op.get_bind()
    after = (0, -(1 << 31))
    mend = (
        sa.update(texts)
        .where(texts.c.unit_id == sa.bindparam("unit"), texts.c.number == sa.bindparam("page"))
        .values(text_sum=sa.bindparam("found"))
    )
    # What stands there now is taken for right: nothing before this said what it should be.
    while rows := connection.execute(
        sa.select(texts.c.unit_id, texts.c.number, texts.c.text)
        .where(
            (texts.c.unit_id > after[0]) | ((texts.c.unit_id == after[0]) & (texts.c.number > after[1])),
        )
        .order_by(texts.c.unit_id, texts.c.number)
        .limit(_BATCH)
    ).all():
        connection.execute(
            mend, [{"unit": unit, "page": page, "found": text_sum(text)} for unit, page, text in rows]
        )
        after = (rows[-1][0], rows[-1][1])


def downgrade() -> None:
    with op.batch_alter_table("page_texts") as batch:
        batch.drop_column("text_sum")
