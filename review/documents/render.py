"""Filling a letter: the desk's own copy where staff edited one, else the one that came with the desk."""

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
NAMES = ("涉嫌犯罪案件移送书", "问题线索移送函", "问题线索移送登记簿", "案件移送函", "核查通知书")


class LetterError(NotValid):
    """An edited letter cannot be filled."""


def find_letter(name: str) -> Path:
    """The letter in the desk's folder, or the shipped one. Raises KeyError for a letter that does not exist."""
    if name not in NAMES:
        raise KeyError(name)
    edited_letter = get_letters_folder() / f"{name}.docx"
    return edited_letter if edited_letter.is_file() else SHIPPED / f"{name}.docx"


def get_letters_folder() -> Path:
    """Where staff put letters that they edited."""
    return Path(settings.HOME) / "letters"


def fill_letter(name: str, fields: dict) -> bytes:
    """The letter with its fields filled in. Raises LetterError where an edited one has a field that does not exist.

    A letter is a template that staff edit, so it runs sandboxed, and no value of a field is read as a template or as markup.
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
            f"文书模板“{name}.docx”有误（{error.message}），请对照操作手册“文书字段”改正，或删除 letters/ 下的副本以恢复原模板",
            f"the letter {name}.docx does not do ({error.message}): mend it, or remove the copy in letters/",
        ) from None
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError):
        raise LetterError(
            f"文书模板“{name}.docx”不是可用的 Word 文件，请另存为 .docx，或删除 letters/ 下的副本以恢复原模板",
            f"the letter {name}.docx is no Word file: save it as .docx, or remove the copy in letters/",
        ) from None
    return out.getvalue()
