"""Triggers that refuse to change what was written: a guard rail, the chain being the proof.

A value may be deleted, since the law may demand that a person's data go; it is never changed.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is append-only: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER journal_entry_append_only BEFORE UPDATE OR DELETE ON journal_entry
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_value_never_changes BEFORE UPDATE ON journal_value
    FOR EACH ROW EXECUTE FUNCTION journal_refuse();
"""

BACKWARDS = """
DROP TRIGGER journal_value_never_changes ON journal_value;
DROP TRIGGER journal_entry_append_only ON journal_entry;
DROP FUNCTION journal_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_streams_and_entries")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
