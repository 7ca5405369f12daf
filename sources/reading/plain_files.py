"""Bring a delivered text file into one form: UTF-8, not packed, one delimiter known.

A UTF-8 file that is not packed is read where it lies. Others are written once into the scratch
folder: unpacked (gz, zip), recoded (GB18030, UTF-16), or as the cells of a workbook (xlsx).
"""

import codecs
import csv
import gzip
import shutil
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from contracts.errors import SourceError
from contracts.manifest import ASK_AGENCY
from sources.reading.spellings import BLANKS
from sources.reading.workbooks import write_workbook_as_csv

DELIMITERS = (",", "\t", ";", "|", "\x01")  # \x01 is Hive's
HEAD_BYTES = 1 << 20  # a header is longer in no table
BLOCK_BYTES = 4 << 20
FIRST_CHINESE, LAST_CHINESE = "\u4e00", "\u9fff"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A packed file may grow so many times before it is taken for a trap; texts pack to a thirtieth.
MOST_GROWTH = 1000


@dataclass(frozen=True)
class PlainFile:
    """A UTF-8 file with a header row: its path, how it is parted, how it came.

    `names` are the header's fields, cleaned.
    """

    path: Path
    delimiter: str
    names: tuple[str, ...]
    encoding: str
    packing: str = ""

    @property
    def form(self) -> str:
        """The form in words, "" for UTF-8 with commas."""
        parts = [self.packing] if self.packing else []
        parts += [self.encoding] if self.encoding != "UTF-8" else []
        parts += [f"delimiter {self.delimiter!r}"] if self.delimiter != "," else []
        return ", ".join(parts)


def open_plain_file(path: Path, shown: str, scratch: Path, *, known=frozenset()) -> PlainFile:
    """Open a delivered text file or workbook. `shown` is its path in messages.

    `known` are names of columns by which a delimiter is recognised. Raises SourceError.
    """
    path, packing = _unpack(path, shown, scratch)
    if packing == "xlsx":
        return _describe(path, shown, scratch, "UTF-8", packing, known)
    encoding = _find_encoding_of_head(path)
    if encoding == "UTF-8":
        try:
            return _describe(path, shown, scratch, encoding, packing, known)
        except UnicodeDecodeError:
            encoding = "GB18030"
    return recode_file(path, shown, scratch, encoding, packing, known=known)


def recode_file(
    path: Path, shown: str, scratch: Path, encoding: str, packing="", *, known=frozenset()
) -> PlainFile:
    """Write a file of another encoding as UTF-8.

    Raises SourceError if it is not of that encoding throughout.
    """
    target = scratch / f"{uuid4().hex}.csv"
    try:
        (_recode_mixed if encoding == "GB18030" else _recode)(path, target, encoding, shown)
    except UnicodeError:
        raise SourceError(
            f"文件编码混杂 file {shown} is neither UTF-8 nor GB18030 nor UTF-16 throughout",
            next_step="以UTF-8导出 export it in UTF-8; " + ASK_AGENCY,
        ) from None
    return _describe(target, shown, scratch, encoding.upper(), packing, known)


def is_utf8(path: Path) -> bool:
    """True if a file is UTF-8 throughout."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _unpack(path, shown, scratch):
    name = path.name.lower()
    if name.endswith((".xlsx", ".xlsm")):
        target = scratch / f"{uuid4().hex}.csv"
        write_workbook_as_csv(path, shown, target)
        return target, "xlsx"
    if name.endswith(".gz"):
        return _copy_unpacked(lambda: gzip.open(path), path, shown, scratch), "gzip"
    if name.endswith(".zip"):
        return _copy_unpacked(lambda: _open_only_member(path), path, shown, scratch), "zip"
    return path, ""


def _copy_unpacked(open_packed, path, shown, scratch):
    target = scratch / f"{uuid4().hex}.csv"
    left = path.stat().st_size * MOST_GROWTH
    try:
        with open_packed() as packed, target.open("wb") as file:
            while block := packed.read(BLOCK_BYTES):
                left -= len(block)
                if left < 0:
                    raise ValueError
                file.write(block)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, RuntimeError):
        raise SourceError(
            "压缩包无法解开或不止一个文件 "
            f"file {shown} cannot be unpacked, or holds not exactly one file",
            next_step=ASK_AGENCY,
        ) from None
    return target


@contextmanager
def _open_only_member(path):
    with zipfile.ZipFile(path) as archive:
        (member,) = [m for m in archive.infolist() if not m.is_dir()]
        with archive.open(member) as file:
            yield file


def _find_encoding_of_head(path):
    with path.open("rb") as file:
        head = file.read(4096)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return "UTF-8" if encoding == "utf-8-sig" else encoding
    # every second byte of Latin letters and digits is zero
    if head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > len(head) // 4 else "UTF-8"


def _recode(path, target, encoding, shown):
    with (
        path.open(encoding=encoding, newline="") as source,
        target.open("w", encoding="utf-8", newline="") as file,
    ):
        shutil.copyfileobj(source, file, BLOCK_BYTES)


def _recode_mixed(path, target, encoding, shown):
    """Recode GB18030, refusing a file in which some lines are UTF-8: a part of it was damaged."""
    in_utf8 = in_gb = 0
    with path.open("rb") as source, target.open("w", encoding="utf-8", newline="") as file:
        for line in source:
            text = line.decode(encoding)
            if not line.isascii():
                in_utf8, in_gb = _count_line(line, in_utf8, in_gb)
            file.write(text)
    # a short text in GB18030 may look like UTF-8 by chance, but not every twentieth line
    if in_utf8 > in_gb / 20:
        raise UnicodeError
    return shown


def _count_line(line, in_utf8, in_gb):
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return in_utf8, in_gb + 1
    # two bytes of GB18030 may be a Latin letter in UTF-8, hardly ever a Chinese character
    is_chinese = any(FIRST_CHINESE <= character <= LAST_CHINESE for character in text)
    return in_utf8 + is_chinese, in_gb


def _describe(path, shown, scratch, encoding, packing, known):
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES).removeprefix(codecs.BOM_UTF8)
    lines = head.split(b"\n")[:2]
    first = lines[0].decode("utf-8").strip("\r")
    if first.lower().startswith("sep=") and len(first) == 5:  # Excel's own first line
        header, delimiter = b"".join(lines[1:]).decode("utf-8").strip("\r"), first[4]
        path = _copy_without_first_line(path, scratch)
    else:
        header, delimiter = first, _find_delimiter(first, known)
    try:
        names = next(csv.reader([header], delimiter=delimiter, strict=True), [])
    except csv.Error:
        raise _make_header_error(shown) from None
    names = tuple(name.strip(BLANKS + "'\"") for name in names)
    if not any(names) or not "".join(names).isprintable():
        raise _make_header_error(shown)
    return PlainFile(path, delimiter, names, encoding, packing)


def _copy_without_first_line(path, scratch):
    target = scratch / f"{uuid4().hex}.csv"
    with path.open("rb") as source, target.open("wb") as file:
        source.readline()
        shutil.copyfileobj(source, file, BLOCK_BYTES)
    return target


def _find_delimiter(header, known):
    """Find the delimiter that gives the most known names, then the most fields."""

    def rank(delimiter):
        fields = [field.strip(BLANKS + "'\"").lower() for field in header.split(delimiter)]
        return sum(field in known for field in fields), len(fields), delimiter == ","

    return max(DELIMITERS, key=rank)


def _make_header_error(shown):
    return SourceError(
        f"缺少列名行或列名重复 file {shown} has no header row of distinct names",
        next_step="第一行写列名 export it with the names of its columns in the first row",
    )
