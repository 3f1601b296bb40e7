"""What a person was asked, in one sealed value; and indexes that hold only what is still to be done.

A recall is made of the rows of `delivery` when it is first needed. While a replica of the version before is at work it
adds prompts that a recall does not know: such a prompt may come again sooner than it should.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006_recall"
down_revision = "0005_invitations_audit"
branch_labels = None
depends_on = None

_DUE = "state = 'due'"
_OPEN = "state IN ('due', 'claimed', 'sending')"
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "recall",
        sa.Column("person_id", _ID, autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.drop_index("ix_delivery_state_due", table_name="delivery")
    op.create_index("ix_delivery_due_at", "delivery", ["due_at"])
    _partial("ix_delivery_due", ["due_at", "id"], _DUE)
    _partial("ix_delivery_open", ["person_id"], _OPEN)


def _partial(name: str, columns: list[str], where: str) -> None:
    only = sa.text(where)
    op.create_index(name, "delivery", columns, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    for name in ("ix_delivery_open", "ix_delivery_due", "ix_delivery_due_at"):
        op.drop_index(name, table_name="delivery")
    op.create_index("ix_delivery_state_due", "delivery", ["state", "due_at"])
    op.drop_table("recall")
