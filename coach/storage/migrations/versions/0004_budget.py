"""The send budget of all replicas; what is under way is found by its lease, answers too."""

import sqlalchemy as sa
from alembic import op

revision = "0004_budget"
down_revision = "0003_shelves"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "budget",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tokens", sa.Float(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("halted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("slow_chat", sa.BigInteger(), nullable=True),
        sa.Column("slow_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.add_column("answer", sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True))
    underway = sa.text("state IN ('claimed', 'sending')")
    op.create_index("ix_delivery_lease", "delivery", ["lease_until"], sqlite_where=underway, postgresql_where=underway)


def downgrade() -> None:
    op.drop_index("ix_delivery_lease", "delivery")
    op.drop_column("answer", "lease_until")
    op.drop_table("budget")
