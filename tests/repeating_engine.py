"""An engine for drawn tests, which compute the same named expressions hundreds of times."""

from contracts.derived import DerivedTable
from sources.engine.duckdb_engine import Engine

_WRITTEN: dict[tuple, tuple] = {}


class RepeatingEngine(Engine):
    """Keeps the SQL of a named expression for later tests: compiling it took four fifths of a drawn
    test.

    The tables of every test have the same names and the contract's columns, so the SQL depends only
    on the expression, the day, and which of its optional tables exist.
    """

    def make(self, item: DerivedTable, reads: list):
        """Run the SQL that the first test compiled."""
        optional = frozenset(t.contract.name for t in item.optional) & self.supplied
        key = (item, self.as_of, optional)
        if key not in _WRITTEN:
            expression = item(*reads, as_of=self.as_of)
            _WRITTEN[key] = expression.schema(), self.connection.compile(expression)
        schema, sql = _WRITTEN[key]
        table = self.connection.create_table(item.name, schema=schema, temp=True)
        self.connection.raw_sql(f'INSERT INTO temp.main."{item.name}" {sql}')
        return table
