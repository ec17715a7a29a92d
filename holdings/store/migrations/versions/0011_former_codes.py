"""the former codes of a unit, an element of its description

Revision: 0011, after 0010. What a catalogue said of them before stays where it was kept, beside the elements.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("units", sa.Column("former_codes", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("units", "former_codes")
