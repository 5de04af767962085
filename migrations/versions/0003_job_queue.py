"""Tables of the job queue, as printed by `pgqueuer sql install` of the version in the file's name."""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQL = Path(__file__).parents[1] / "sql"


def run_script(name: str) -> None:
    """asyncpg takes several commands at once only outside a prepared statement."""
    op.execute("SET LOCAL lock_timeout = '5s'")
    script = (SQL / name).read_text(encoding="utf-8")
    raw = op.get_bind().connection.dbapi_connection
    raw.run_async(lambda connection: connection.execute(script))  # type: ignore[union-attr]


def upgrade() -> None:
    run_script("pgqueuer_1_6_0.sql")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    for table in ("pgqueuer", "pgqueuer_log", "pgqueuer_schedules", "pgqueuer_statistics"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION fn_pgqueuer_changed()")
    op.execute("DROP TYPE pgqueuer_status")
