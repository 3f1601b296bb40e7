"""What is unsaid, and what was told after a session."""

import sqlalchemy as sa
from alembic import op

# SQLite numbers rows only in a column that is plainly INTEGER.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0002_unsaid"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unsaid",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_unsaid_person_created", "unsaid", ["person_id", "created_at"], unique=False)

    op.create_table(
        "check_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_check_in_person_at", "check_in", ["person_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_check_in_person_at", "check_in")

    op.drop_table("check_in")
    op.drop_index("ix_unsaid_person_created", "unsaid")

    op.drop_table("unsaid")
