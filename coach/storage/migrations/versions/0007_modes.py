"""Messages that are to go from the chats of those who have them kept tidy."""

import sqlalchemy as sa
from alembic import op

revision = "0007_modes"
down_revision = "0006_recall"
branch_labels = None
depends_on = None

# SQLite numbers rows only in a column that is plainly INTEGER.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "removal",
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("firm", sa.Boolean(), nullable=False),
        sa.Column("opens", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("person_id", "message_id"),
    )
    op.create_index("ix_removal_due_at", "removal", ["due_at"])


def downgrade() -> None:
    op.drop_table("removal")
