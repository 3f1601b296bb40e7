"""Invitations for several, until a day of their own, and revoked; what operators did.

The columns that were there keep their meaning, so that a replica of the version before still lets people in meanwhile.
"""

import sqlalchemy as sa
from alembic import op

# SQLite numbers rows only in a column that is plainly INTEGER.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0005_invitations_audit"
down_revision = "0004_budget"
branch_labels = None
depends_on = None

_STAYS = {
    "sqlite": [
        f"CREATE TRIGGER audit_no_{deed} BEFORE {deed} ON audit BEGIN SELECT RAISE(ABORT, 'audit only grows'); END"
        for deed in ("update", "delete")
    ],
    "postgresql": [
        "CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'audit only grows'; END $$",
        "CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON audit EXECUTE FUNCTION audit_only_grows()",
    ],
}


def upgrade() -> None:
    op.add_column("invitation", sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("invitation", sa.Column("uses", sa.Integer(), server_default="1", nullable=False))
    op.add_column("invitation", sa.Column("used", sa.Integer(), server_default="0", nullable=False))
    op.add_column("invitation", sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "audit",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for statement in _STAYS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_grows()")
    for column in ("revoked_at", "used", "uses", "expires_at"):
        op.drop_column("invitation", column)
