"""Issued papers as files of a case: stored by hash, numbered by version."""

import difflib
import io
import os
from hashlib import sha256
from tempfile import NamedTemporaryFile

from django.db import transaction
from django.utils import timezone
from docx import Document

from review.errors import NotValid
from review.models import Case, Officer, Paper, Referral

# lines of a difference that a page can show
MOST_DIFFERENCES = 20


def keep_paper(
    case: Case,
    officer: Officer,
    name: str,
    content: bytes,
    *,
    document_no: str,
    referral: Referral | None = None,
    because: str = "",
) -> Paper:
    """Keep an issued paper as the next version.

    One that says the same as the last version is that version; another must say why it is made
    again.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=case.pk)
        last = case.papers.filter(referral=referral, name=name).last()
        differs = ""
        if last is not None:
            differences = list_differences(last.path.read_bytes(), content)
            if not differences:
                return last
            if len(because.strip()) < 2:
                raise NotValid(
                    "该文书已出具，重新出具的内容与上一版不同，请写明理由："
                    + "；".join(differences)[:600],
                    "this paper was issued and would differ: say why it is made again",
                )
            differs = f"{because.strip()}\n" + "\n".join(differences)
        paper = Paper(
            case=case,
            referral=referral,
            name=name,
            version=last.version + 1 if last else 1,
            document_no=document_no,
            differs=differs,
            size=len(content),
            sha256=sha256(content).hexdigest(),
            by=officer,
            at=timezone.now(),
        )
        _write(paper, content)
        paper.save(force_insert=True)
        return paper


def list_differences(before: bytes, after: bytes) -> list[str]:
    """List the lines that two papers do not share: − the former, + the new one."""
    lines = difflib.unified_diff(_read_lines(before), _read_lines(after), n=0, lineterm="")
    changed = [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return [f"{line[0]} {line[1:]}" for line in changed[:MOST_DIFFERENCES]]


def _read_lines(content):
    document = Document(io.BytesIO(content))
    cells = [cell.text for t in document.tables for row in t.rows for cell in row.cells]
    return [text for text in [p.text for p in document.paragraphs] + cells if text.strip()]


def _write(paper, content):
    paper.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=paper.path.parent, delete=False) as copy:
        copy.write(content)
        copy.flush()
        os.fsync(copy.fileno())
    os.replace(copy.name, paper.path)
