"""Turn the errors of database drivers into words that quote nothing."""

from contextlib import contextmanager

import adbc_driver_manager
import pyarrow as pa
import sqlalchemy as sa

from sources.database.error_messages import make_failure


@contextmanager
def translate_driver_errors():
    """Turn a driver's error into a DatabaseFailure that quotes nothing.

    An answer that breaks off is an OSError of Arrow's reader, so only a driver's work may stand
    inside.
    """
    try:
        yield
    except (adbc_driver_manager.Error, sa.exc.SQLAlchemyError, pa.ArrowException, OSError) as error:
        raise make_failure(error) from None
