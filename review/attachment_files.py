"""Attachment files: allowed kinds, checks of their content, and storage under their hash."""

import hashlib
import os
import tempfile
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from review.errors import NotValid

# extension → how its content begins; office files are zips and are looked into
BEGINNINGS = {
    "pdf": (b"%PDF-",),
    "jpg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "txt": (b"",),
    "csv": (b"",),
}
OFFICE_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
# limits against zip bombs, far above ordinary office files
MOST_UNPACKED, MOST_RATIO, MOST_MEMBERS = 300 * 1024 * 1024, 100, 5_000
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True)
class StoredFile:
    """A stored file: kind, size in bytes, SHA-256."""

    kind: str
    size: int
    sha256: str


def store_file(file) -> StoredFile:
    """Write an uploaded file under its hash; the same content is stored once."""
    if file.size > settings.UPLOAD_MOST_BYTES:
        raise NotValid("文件超过20MB", "the file is larger than 20 MB")
    if not file.size:
        raise NotValid("文件为空", "the file is empty")
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=root, prefix=".arriving-", delete=False) as copy:
        try:
            for chunk in file.chunks():
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
            kind = detect_kind(file.name, Path(copy.name))
            target = root / digest.hexdigest()[:2] / digest.hexdigest()
            target.parent.mkdir(mode=0o700, exist_ok=True)
            os.replace(copy.name, target)
        except BaseException:
            Path(copy.name).unlink(missing_ok=True)
            raise
    return StoredFile(kind, file.size, digest.hexdigest())


def detect_kind(name: str, path: Path) -> str:
    """Determine the kind of a file by its name and check it against the content.

    Raises NotValid.
    """
    kind = name.rsplit(".", 1)[-1].lower().replace("jpeg", "jpg")
    if kind not in BEGINNINGS:
        raise NotValid(
            f"不接受此类文件，可上传：{'、'.join(BEGINNINGS)}", "this kind of file is not taken"
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.startswith(BEGINNINGS[kind]) or (kind in ("txt", "csv") and b"\0" in head):
        raise NotValid("文件内容与扩展名不符", "the content is not what the name says")
    if kind in OFFICE_PARTS:
        check_office_file(path, OFFICE_PARTS[kind])
    return kind


def check_office_file(path: Path, part: str) -> None:
    """Check that an office file is whole, without macros, and not too large when unpacked.

    Raises NotValid.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
    except (zipfile.BadZipFile, OSError):
        raise NotValid("文件已损坏", "the file is damaged") from None
    names = {m.filename for m in members}
    unpacked = sum(m.file_size for m in members)
    if part not in names:
        raise NotValid("文件内容与扩展名不符", "the content is not what the name says")
    if any("vbaproject" in n.lower() or "/activex/" in n.lower() for n in names):
        raise NotValid("不接受含宏的文件", "files with macros are not taken")
    if (
        len(members) > MOST_MEMBERS
        or unpacked > MOST_UNPACKED
        or unpacked > MOST_RATIO * max(path.stat().st_size, 100_000)
    ):
        raise NotValid("文件解压后过大", "the file would unpack beyond measure")


def clean_file_name(name: str) -> str:
    """Return the last part of an uploaded name without control characters, at most 200 long."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if unicodedata.category(c)[0] != "C")[-200:] or "file"


def is_unchanged(path: Path, sha256: str) -> bool:
    """Whether the file still has its hash."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256
