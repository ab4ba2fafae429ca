"""${message}

The rule: a migration must not break the previous version of the code, which keeps running while
machines are replaced and may come back when a release is taken back.
- Add tables and columns; a new column is nullable or has a server default.
- Do not rename or remove what the previous version reads or writes: stop using it in one release,
  remove it in the next.
- A new NOT NULL, unique or foreign key constraint holds for what the previous version writes.
- Fill in old rows in small steps, so that no table is locked for long.
Then set NEEDED in first_step/store/revision.py to "${up_revision}".

Revision: ${up_revision}, after ${down_revision | comma,n}
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Bring the tables from the revision before to this one."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    ${downgrades if downgrades else "pass"}
