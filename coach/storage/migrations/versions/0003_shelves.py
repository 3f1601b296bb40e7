"""Shelves: the person's own labels."""

import sqlalchemy as sa
from alembic import op

# SQLite numbers rows only in a column that is plainly INTEGER.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0003_shelves"
down_revision = "0002_unsaid"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shelf",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_shelf_person_id", "shelf", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_shelf_person_id", "shelf")
    op.drop_table("shelf")
