"""What was recorded cannot be changed or deleted: the database itself refuses it."""

from django.db import migrations

TABLES = ("auditentry", "caseevent", "note", "verdict", "moneyentry")

SQLITE = """
CREATE TRIGGER review_{table}_{verb}_refused BEFORE {verb} ON review_{table}
BEGIN SELECT RAISE(ABORT, 'review_{table} is append-only'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION review_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
POSTGRESQL = """
CREATE TRIGGER review_{table}_refused BEFORE UPDATE OR DELETE ON review_{table}
FOR EACH ROW EXECUTE FUNCTION review_append_only()
"""


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(SQLITE.format(table=table, verb=verb))
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)  # it has a % of its own
        for table in TABLES:
            schema_editor.execute(POSTGRESQL.format(table=table))


def allow(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                schema_editor.execute(f"DROP TRIGGER review_{table}_{verb}_refused")
        elif schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER review_{table}_refused ON review_{table}")


class Migration(migrations.Migration):
    dependencies = [("review", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
