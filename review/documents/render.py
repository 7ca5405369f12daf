"""Filling letters: the desk's edited copy if there is one, else the shipped letter."""

import io
import zipfile
from pathlib import Path

from django.conf import settings
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from review.errors import NotValid

SHIPPED = Path(__file__).with_name("letters")
NAMES = (
    "涉嫌犯罪案件移送书",
    "问题线索移送函",
    "问题线索移送登记簿",
    "案件移送函",
    "核查通知书",
    "立案审批表",
    "询问笔录",
    "现场检查笔录",
    "责令退回通知书",
    "行政处罚事先告知书",
    "行政处罚决定书",
    "结案报告",
    "要情报告",
    "卷宗目录",
)


class LetterError(NotValid):
    """An edited letter that cannot be filled."""


def find_letter(name: str) -> Path:
    """Find the letter in the desk's folder, or the shipped one.

    Raises KeyError for an unknown letter.
    """
    if name not in NAMES:
        raise KeyError(name)
    edited_letter = get_letters_folder() / f"{name}.docx"
    return edited_letter if edited_letter.is_file() else SHIPPED / f"{name}.docx"


def get_letters_folder() -> Path:
    """Return the folder of the letters that staff edited."""
    return Path(settings.HOME) / "letters"


def fill_letter(name: str, fields: dict) -> bytes:
    """Fill in the fields of a letter.

    A letter is a template that staff edit, so it runs in a sandbox, and no value of a field is read
    as a template or as markup.

    Raises LetterError if an edited letter has an unknown field or is no Word file.
    """
    path = find_letter(name)
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        document = DocxTemplate(str(path))
        document.render(fields, environment, autoescape=True)
        out = io.BytesIO()
        document.save(out)
    except TemplateError as error:
        raise LetterError(
            f"文书模板“{name}.docx”有误（{error.message}），请对照操作手册“文书字段”改正，"
            "或删除 letters/ 下的副本以恢复原模板",
            f"the letter {name}.docx has an error ({error.message}): "
            "mend it, or remove the copy in letters/",
        ) from None
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError):
        raise LetterError(
            f"文书模板“{name}.docx”不是可用的 Word 文件，请另存为 .docx，或删除 letters/ 下的副本以恢复原模板",
            f"the letter {name}.docx is no Word file: "
            "save it as .docx, or remove the copy in letters/",
        ) from None
    return out.getvalue()
