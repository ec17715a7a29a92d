"""what catalogues say of a unit beside the elements of description

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("units", sa.Column("other_cells", sa.Text(), server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("units", "other_cells")
