"""Pages in Word's format for what a case file holds beside papers: texts, tables, pictures."""

import io
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

# a table of more rows is read as a file, not on paper
MOST_ROWS = 500
BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def print_lines(title: str, lines: list[str]) -> bytes:
    """Print a text under its title, a paragraph a line."""
    document = _start(title, landscape=False)
    for line in lines:
        document.add_paragraph(_clean(line))
    return _save(document)


def print_table(title: str, note: str, columns: list[str], rows: list[list[str]]) -> bytes:
    """Print a table on pages laid across; its heading comes again on each."""
    document = _start(title, landscape=True)
    document.add_paragraph(_clean(note))
    if len(rows) > MOST_ROWS:
        document.add_paragraph(f"共 {len(rows)} 行，以下为前 {MOST_ROWS} 行，其余见电子件。")
    document.element.body.insert(
        len(document.element.body) - 1, _build_table(columns, rows[:MOST_ROWS])
    )
    return _save(document)


def print_picture(title: str, content: bytes) -> bytes | None:
    """Print a picture as large as a page takes it; None if it cannot be read."""
    document = _start(title, landscape=False)
    try:
        picture = document.add_picture(io.BytesIO(content))
    except (UnrecognizedImageError, ValueError, ZeroDivisionError, KeyError, EOFError):
        return None
    shrink = min(Cm(16) / picture.width, Cm(22) / picture.height, 1)
    picture.width, picture.height = int(picture.width * shrink), int(picture.height * shrink)
    return _save(document)


def _start(title, *, landscape):
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "仿宋", Pt(9 if landscape else 11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after = Pt(2)
    section = document.sections[0]
    wide, high = (Cm(29.7), Cm(21.0)) if landscape else (Cm(21.0), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = wide, high
    section.left_margin = section.right_margin = section.top_margin = Cm(2)
    run = document.add_paragraph().add_run(_clean(title))
    run.bold, run.font.size = True, Pt(14)
    return document


def _build_table(columns, rows):
    """Build a table as one piece of XML: python-docx takes seconds for a thousand cells."""
    heading = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    lines = [(heading, columns), *(("<w:trPr><w:cantSplit/></w:trPr>", row) for row in rows)]
    body = "".join(
        f"<w:tr>{properties}{''.join(map(_build_cell, cells))}</w:tr>"
        for properties, cells in lines
    )
    return parse_xml(
        f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblW w:w='5000' w:type='pct'/>"
        f"<w:tblBorders>{BORDERS}</w:tblBorders></w:tblPr>{body}</w:tbl>"
    )


def _build_cell(text):
    run = f'<w:r><w:rPr><w:sz w:val="15"/></w:rPr><w:t>{escape(_clean(str(text)))}</w:t></w:r>'
    return f"<w:tc><w:p><w:pPr><w:spacing w:after='0'/></w:pPr>{run}</w:p></w:tc>"


def _clean(text):
    """Drop the characters that XML cannot carry."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and c not in "\ufffe\uffff"))


def _save(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
