"""Stage a delivered text file or workbook as Parquet: parsed once, then read like any table."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import ibis

from contracts.errors import SourceError
from contracts.manifest import ASK_AGENCY
from contracts.table import Contract
from sources.reading.interpret import get_raw_name, interpret
from sources.reading.plain_files import PlainFile, is_utf8, open_plain_file, recode_file
from sources.reading.read_context import ReadContext, is_unreadable
from sources.reading.spellings import BLANKS, spell


def stage_text_file(context: ReadContext, path: str, contract: Contract, target: Path) -> PlainFile:
    """Write a delivered text file as interpreted Parquet; return how it came.

    Raises SourceError naming the file and the line, never a value.
    """

    def read(rows):
        return interpret(rows, contract)

    return _stage(context, path, contract, target, read)


def stage_as_text(context: ReadContext, path: str, contract: Contract, target: Path) -> PlainFile:
    """Write a delivered text file as Parquet of texts: in the contract's spelling where it can be
    read, else as it came.
    """

    def respell(rows):
        rows = interpret(rows, contract, loses_fields=False)
        texts = {
            name: ibis.coalesce(spell(rows[name], column), rows[get_raw_name(name)])
            for name, column in contract.columns.items()
        }
        return rows.select(**texts)

    return _stage(context, path, contract, target, respell)


def match_names(names, contract: Contract) -> dict[str, int]:
    """Match a file's column names with the contract's: column → place in the file.

    A name counts in any case, and so does the contract's Chinese title if no other column has it.
    """
    places = {}
    for at, name in enumerate(names):
        places.setdefault(name.strip(BLANKS).lower(), at)
    exact = {name: at for at, name in reversed(list(enumerate(names)))}
    found = {}
    for name, label in _label_columns(contract).items():
        at = exact.get(name, places.get(name.lower(), places.get(label) if label else None))
        if at is not None:
            found[name] = at
    return found


def refuse_missing(contract: Contract, found) -> list[str]:
    """Return the optional columns that are not found. Raises SourceError for required ones."""
    missing = [name for name in contract.columns if name not in found]
    if any(contract.columns[name].required for name in missing):
        raise SourceError(
            f"table {contract.name} has no column {', '.join(missing)}",
            next_step="export every required column of the contract and deliver again; names that "
            "differ are told by a mapping: `qingfeng map`",
        )
    return missing


def write_shaped_rows(
    context: ReadContext,
    contract: Contract,
    rows: ibis.Table,
    shape: Callable[[ibis.Table], ibis.Table],
    target: Path,
) -> None:
    """Write `shape(rows)` as Parquet; raises duckdb.Error for a damaged file.

    Its SQL is spelled once for rows of the same columns: `shape` must depend on nothing else than
    the contract and its own name.
    """
    view = context.connection.create_view(f"unshaped_{contract.name}", rows, overwrite=True)
    kinds = tuple((name, str(kind)) for name, kind in rows.schema().items())
    question = shape.__qualname__, contract.name, kinds
    if question not in context.spelled:
        context.spelled[question] = context.connection.spell(shape(view))
    # staged rows are read within the hour and deleted
    context.connection.write_parquet(context.spelled[question], target)


def _stage(context, path, contract, target, shape: Callable[[ibis.Table], ibis.Table]) -> PlainFile:
    labels = _label_columns(contract)
    known = {*map(str.lower, labels), *filter(None, labels.values())}
    plain = open_plain_file(context.source / path, path, context.scratch, known=known)
    try:
        _write_plain(context, plain, contract, target, shape)
    except duckdb.Error as error:
        if not is_unreadable(error):
            raise
        if plain.encoding != "UTF-8" or is_utf8(plain.path):
            raise SourceError(
                f"file {path} is not CSV by RFC 4180{_extract_line_number(error)}",
                next_step=ASK_AGENCY,
            ) from None
        plain = recode_file(
            plain.path, path, context.scratch, "GB18030", plain.packing, known=known
        )
        _write_plain(context, plain, contract, target, shape)
    return plain


def _write_plain(context, plain, contract, target, shape):
    places = match_names(plain.names, contract)
    refuse_missing(contract, places)
    lines = _scan_csv(context, plain, f"csv_{target.stem.replace('.', '_')}")
    if len(places) < len(plain.names):
        # DuckDB 1.5 ends with an internal error, and takes the whole process's database with it,
        # where a line has too many fields and some column is not asked for: parse all of them first
        whole = target.with_suffix(".lines")
        context.connection.to_parquet(lines, whole, compression="lz4")
        lines = context.connection.read_parquet(whole, table_name=f"lines_{contract.name}")
    raws = {
        get_raw_name(n): lines[f"#{places[n]}"] if n in places else ibis.null("string")
        for n in contract.columns
    }
    write_shaped_rows(context, contract, lines.select(**raws), shape, target)


def _scan_csv(context, plain, table_name):
    return context.connection.read_csv(
        str(plain.path),
        table_name=table_name,
        # by place: names may repeat
        columns={f"#{at}": "VARCHAR" for at in range(len(plain.names))},
        auto_detect=False,
        header=True,
        delim=plain.delimiter,
        quote='"',
        escape='"',
        nullstr="",
        strict_mode=True,
        null_padding=False,
        encoding="utf-8",
    )


def _label_columns(contract):
    """Contract column → its Chinese title, "" where several columns have it."""
    titles = [column.zh for column in contract.columns.values()]
    return {
        name: column.zh if titles.count(column.zh) == 1 else ""
        for name, column in contract.columns.items()
    }


def _extract_line_number(error):
    """Extract the line number from DuckDB's message; the rest of the message quotes the row."""
    first = str(error).partition("\n")[0]
    number = first.rpartition("Line: ")[2]
    return f" (line {number})" if number.isdigit() else ""
