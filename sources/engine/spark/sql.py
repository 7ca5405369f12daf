"""Spark's SQL where ibis writes something that means another thing than on DuckDB."""

import ibis.expr.datatypes as dt
import sqlglot as sg
from ibis.backends.sql.compilers.base import NULL
from ibis.backends.sql.compilers.pyspark import PySparkCompiler


class SparkCompiler(PySparkCompiler):
    """The compiler of ibis with DuckDB's meaning of the few operations in which Spark differs."""

    __slots__ = ()

    def visit_IsNull(self, op, *, arg):
        """Treat a NaN as a value, not as null."""
        return arg.is_(NULL)

    def visit_NotNull(self, op, *, arg):
        """Treat a NaN as a value, not as null."""
        return arg.is_(sg.not_(NULL))

    def visit_Divide(self, op, *, left, right):
        """Divide in floating point by IEEE 754.

        Spark would keep few digits of a decimal, and stop the night at a division by zero.
        """
        left, right = self.cast(left, dt.float64), self.cast(right, dt.float64)
        return self.if_(right.eq(0), left * self.POS_INF, left / right)


compiler = SparkCompiler()
