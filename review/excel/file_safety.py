"""Safety of uploaded workbooks: kind by content, no macros, no zip bombs."""

import io
import zipfile

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# above the size of a list of MOST_ROWS findings; one request is held in memory
MOST_BYTES = 40 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_RATIO = 150  # what Excel writes packs 8 to 25 times; a bomb a thousand
RATIO_FROM = 10 * 1024 * 1024  # smaller parts may pack better and do no harm
MOST_PARTS = 300  # far above the parts of the issued workbook
STEP = 1024 * 1024  # bytes unpacked at once: bounds memory
SHEET_KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
ACTIVE_PARTS = (
    "vbaproject",
    "activex",
    "/embeddings/",
    "externallinks/",
    "/ctrlprops/",
    "customui",
    "xl/connections",
)


class UnsafeFile(Exception):
    """A file that is refused as a whole; the message is in Chinese."""


def open_workbook(content: bytes, *, password: str | None = None) -> bytes:
    """Check a workbook, decrypt it if needed, and return its plain content.

    Raises UnsafeFile.
    """
    if len(content) > MOST_BYTES:
        raise UnsafeFile(f"文件超过 {MOST_BYTES // 2**20} MB，请按区县分开返回")
    if content.startswith(OLE):
        content = _decrypt(content, password)
    if not content.startswith(ZIP):
        raise UnsafeFile(
            "不是 .xlsx 工作簿，请返回系统下发的原文件（不接受 .xls、.csv、网页或图片）"
        )
    _check_parts(content)
    return content


def _decrypt(content, password):
    import msoffcrypto

    try:
        file = msoffcrypto.OfficeFile(io.BytesIO(content))
        locked = file.is_encrypted()
    except Exception:
        raise UnsafeFile("文件已损坏，或不是 .xlsx 工作簿") from None
    if not locked:
        raise UnsafeFile("这是旧格式 .xls 文件，请另存为 .xlsx 后返回")
    if not password:
        raise UnsafeFile("工作簿有打开密码，请同时填写密码")
    return _unlock(file, password)


def _unlock(file, password):
    plain = io.BytesIO()
    try:
        file.load_key(password=password)
        file.decrypt(plain)
    except Exception:
        raise UnsafeFile("打开密码不对，或加密方式不受支持") from None
    return plain.getvalue()


def _check_parts(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            _check_sizes(parts)
            _check_names(parts)
            kinds = _read_all(packed, parts)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        raise UnsafeFile("文件已损坏，请重新另存为 .xlsx 后返回") from error
    if b"macroenabled" in kinds.lower():
        raise UnsafeFile("含宏的工作簿（.xlsm）不予接收，请另存为 .xlsx 后返回")
    if SHEET_KIND not in kinds:
        raise UnsafeFile("不是 .xlsx 工作簿，请返回系统下发的原文件")


def _check_sizes(parts):
    if len(parts) > MOST_PARTS:
        raise UnsafeFile("压缩包内文件过多，不是正常的工作簿")
    if len({p.filename for p in parts}) != len(parts):
        raise UnsafeFile("压缩包内有同名文件，不是正常的工作簿")
    if sum(p.file_size for p in parts) > MOST_UNPACKED:
        raise UnsafeFile(f"解压后超过 {MOST_UNPACKED // 2**20} MB，按压缩炸弹拒收")
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(part.compress_size, 1):
            raise UnsafeFile("压缩比异常，按压缩炸弹拒收")


def _check_names(parts):
    for part in parts:
        name = part.filename.lower()
        if ".." in name.split("/") or name.startswith("/") or "\\" in name:
            raise UnsafeFile("压缩包内有越界路径，不是正常的工作簿")
        if "vbaproject" in name:
            raise UnsafeFile("含宏的工作簿（.xlsm）不予接收，请另存为 .xlsx 后返回")
        if any(active in f"/{name}" for active in ACTIVE_PARTS):
            raise UnsafeFile("工作簿含外部链接、嵌入对象或控件，不予接收")


def _read_all(packed, parts):
    """Unpack every part once and return the list of content types.

    The sizes in the directory may be false; unpacking counts the real ones and checks the sums.
    """
    kinds, total = b"", 0
    for part in parts:
        with packed.open(part) as stream:
            while piece := stream.read(STEP):
                total += len(piece)
                if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                    raise UnsafeFile("工作簿内含实体声明，不予接收")
                if total > MOST_UNPACKED:
                    raise UnsafeFile("解压后过大，按压缩炸弹拒收")
                if part.filename == "[Content_Types].xml":
                    kinds += piece
    return kinds
