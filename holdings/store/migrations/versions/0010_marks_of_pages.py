"""pages that look handwritten, and such as a text layer was kept for in a close case

Revision: 0010, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "page_texts", sa.Column("mark", sa.String(12), server_default=sa.text("''"), nullable=False)
    )
    marked = sa.text("mark <> ''")
    op.create_index(
        "ix_page_texts_marked", "page_texts", ["mark"], sqlite_where=marked, postgresql_where=marked
    )


def downgrade() -> None:
    op.drop_index("ix_page_texts_marked", table_name="page_texts")
    op.drop_column("page_texts", "mark")
