"""A letter being made with python-docx: A4, official margins, loops and conditions of docxtpl."""

from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

FOLDER = Path(__file__).parent.parent / "review" / "documents" / "letters"
BODY, TITLE = "仿宋", "宋体"
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
FIXED = datetime(2026, 11, 1)


class LetterBuilder:
    """A letter being made: A4, official margins."""

    def __init__(self, *, landscape=False):
        self.document = Document()
        style = self.document.styles["Normal"]
        style.font.name, style.font.size = BODY, Pt(15)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
        style.element.rPr.append(self._make_language())
        style.paragraph_format.line_spacing = Pt(26)
        style.paragraph_format.space_after = Pt(0)
        self._set_page_size(self.document.sections[0], landscape)
        self._number_pages()

    def _number_pages(self):
        """Write 第 1 页 共 3 页 below every page; later sections have the footer of the first."""
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.alignment = CENTRE
        for before, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES")):
            self._add_footer_run(paragraph, before)
            for kind in ("begin", None, "end"):
                run = self._add_footer_run(paragraph, "")
                run._element.append(
                    self._make_field_mark(kind) if kind else self._make_field_code(field)
                )
        self._add_footer_run(paragraph, " 页")

    def _add_footer_run(self, paragraph, text):
        run = paragraph.add_run(text)
        run.font.size = Pt(10)
        return run

    def _make_field_mark(self, kind):
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
        return mark

    def _make_field_code(self, field):
        code = OxmlElement("w:instrText")
        code.set(qn("xml:space"), "preserve")
        code.text = field
        return code

    def _make_language(self):
        """Say that the text is Chinese of the mainland: else a comma stands in the middle."""
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "zh-CN")
        language.set(qn("w:eastAsia"), "zh-CN")
        return language

    def _set_page_size(self, section, landscape):
        wide, high = (Cm(29.7), Cm(21.0)) if landscape else (Cm(21.0), Cm(29.7))
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = wide, high
        section.left_margin = section.right_margin = Cm(1.8) if landscape else Cm(2.7)
        section.top_margin = section.bottom_margin = Cm(2.2 if landscape else 3.0)

    def landscape(self) -> None:
        """What follows stands on pages laid across."""
        self._set_page_size(self.document.add_section(), True)

    def portrait(self) -> None:
        self._set_page_size(self.document.add_section(), False)

    def add_line(
        self, text="", *, align=None, size=15, bold=False, font=BODY, indent=True, keep=False
    ) -> None:
        """A paragraph; `keep` holds it on the page of the next one."""
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = keep
        if align is not None:
            paragraph.alignment = align
        elif indent and text:
            paragraph.paragraph_format.first_line_indent = Pt(size * 2)
        run = paragraph.add_run(text)
        run.font.size, run.bold, run.font.name = Pt(size), bold, font
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)

    def title(self, text, *, size=22) -> None:
        self.add_line(text, align=CENTRE, size=size, bold=True, font=TITLE)
        self.document.paragraphs[-1].paragraph_format.line_spacing = Pt(36)

    def lines(self, *texts, **looks) -> None:
        for text in texts:
            self.add_line(text, **looks)

    def page(self) -> None:
        self.document.add_page_break()

    def each(self, loop, *texts) -> None:
        """Paragraphs that come once a turn of a loop."""
        self.add_line("{%p for " + loop + " %}", indent=False)
        self.lines(*texts)
        self.add_line("{%p endfor %}", indent=False)

    def add_lines_if(self, condition, *texts, **looks) -> None:
        self.add_line("{%p if " + condition + " %}", indent=False)
        self.lines(*texts, **looks)
        self.add_line("{%p endif %}", indent=False)

    def table(self, columns, rows: str) -> None:
        """A table with a heading and a row a turn of `rows`."""
        table = self._grid([width for _, _, width in columns], 4)
        turn = f"for r in {rows}"
        for n, (title, key, width) in enumerate(columns):
            self._fill_cell(table, 0, n, title, width, bold=True)
            self._fill_cell(table, 1, n, "{%tr " + turn + " %}" if n == 0 else "", width)
            self._fill_cell(table, 2, n, "{{ r." + key + " }}", width)
            self._fill_cell(table, 3, n, "{%tr endfor %}" if n == 0 else "", width)
        self._repeat_heading(table)

    def form(self, fields, *, label=4.6, value=11.0) -> None:
        """A table of names and what is entered beside them."""
        table = self._grid([label, value], len(fields))
        for n, (name, text) in enumerate(fields):
            self._fill_cell(table, n, 0, name, label, size=12, bold=True)
            self._fill_cell(table, n, 1, text, value, size=12)

    def _grid(self, widths, rows):
        """Word reads the width of cells, LibreOffice that of columns; no row is torn between two
        pages.
        """
        table = self.document.add_table(rows=rows, cols=len(widths))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        return table

    def _fill_cell(self, table, row, column, text, width, *, size=9, bold=False):
        cell = table.cell(row, column)
        cell.width = Cm(width)
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.line_spacing = Pt(size + 5)
        run = paragraph.add_run(text)
        run.font.size, run.bold = Pt(size), bold

    def _repeat_heading(self, table):
        properties = table.rows[0]._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:tblHeader"))

    def save(self, name) -> Path:
        path = FOLDER / f"{name}.docx"
        # no time and no author of the machine: the same letters give the same file
        core = self.document.core_properties
        core.author, core.comments, core.title = "", "", name
        core.created = core.modified = core.last_printed = FIXED
        self.document.save(str(path))
        return path


def add_head(p: LetterBuilder, name: str, addressed: str) -> None:
    """Add what every letter begins with: name, number, addressee."""
    p.title(name)
    p.add_line("{{ document_no }}", align=CENTRE)
    p.add_line(addressed, indent=False)


def add_signature(p: LetterBuilder) -> None:
    """Add who writes, when, and the place of the seal."""
    # a seal never stands alone on a page: the last sentence goes with it
    sentences = [q for q in p.document.paragraphs if q.text and not q.text.startswith("{%")]
    sentences[-1].paragraph_format.keep_with_next = True
    if sentences[-1].text.startswith("（因"):  # stands there on some notices alone
        sentences[-2].paragraph_format.keep_with_next = True
    p.add_line(keep=True)
    p.lines("{{ office }}", "{{ day }}", align=RIGHT, keep=True)
    p.add_line("（印章）", align=RIGHT, size=12)
