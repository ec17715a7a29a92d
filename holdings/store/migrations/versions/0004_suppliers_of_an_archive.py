"""a reader who is a supplier is one of one archive

Revision: 0004, after 0003

Until now the scope of such a reader was the supplier's code alone, whichever archive it stood in. From now on it names
the archive too: the only one of which something supplied under this code is held, else the home's own. So nobody gains
a right, and whose code stands in several archives keeps the home's own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ARCHIVES = sa.text(
    "SELECT DISTINCT units.archive FROM units JOIN packages ON packages.id = units.package_id "
    "WHERE packages.state = 'accepted' AND units.supplier = :supplier"
)
_SUPPLIERS = sa.text("SELECT name, scope FROM readers WHERE role = 'supplier'")
_CHANGE = sa.text("UPDATE readers SET scope = :scope WHERE name = :name")


def upgrade() -> None:
    connection = op.get_bind()
    for name, supplier in connection.execute(_SUPPLIERS).all():
        archives = connection.execute(_ARCHIVES, {"supplier": supplier}).scalars().all()
        archive = archives[0] if len(archives) == 1 else ""
        # As `holdings.identity.written` writes it.
        if archive or ":" in supplier:
            connection.execute(_CHANGE, {"name": name, "scope": f"{archive}:{supplier}"})


def downgrade() -> None:
    connection = op.get_bind()
    for name, scope in connection.execute(_SUPPLIERS).all():
        if ":" in scope:
            connection.execute(_CHANGE, {"name": name, "scope": scope.partition(":")[2]})
