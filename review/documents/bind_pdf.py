"""Counts the pages of PDF files and binds them, in a process of its own: a file may be hostile.

`python bind_pdf.py count FILE…` prints a line of JSON with the pages of each, 0 if unreadable.
`python bind_pdf.py bind OUT FIRST FILE…` binds them; pages after those of FIRST get their number.
"""

import json
import sys

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

# millimetres from the upper right corner, where archives write the number of a leaf
RIGHT, TOP, SIZE = 15 * 72 / 25.4, 11 * 72 / 25.4, 11


def count_pages(path: str) -> int:
    """Count the pages of a file; 0 if it is encrypted, damaged or no PDF."""
    try:
        reader = PdfReader(path)
        return 0 if reader.is_encrypted else sum(1 for page in reader.pages if page.mediabox)
    except Exception:  # whatever a damaged file does to the reader, it is unreadable
        return 0


def bind(out: str, first: str, paths: list[str]) -> None:
    """Bind files to one; the pages of `first` carry no number."""
    writer, number = PdfWriter(), 0
    writer.append(first)
    for path in paths:
        for page in PdfReader(path).pages:
            number += 1
            added = writer.add_page(page)
            added.transfer_rotation_to_content()
            added.merge_page(_make_number(added, number))
    writer.write(out)


def _make_number(page, number):
    """Make a page of the same size that holds the number alone."""
    box = page.mediabox
    overlay = PageObject.create_blank_page(width=box.width, height=box.height)
    overlay.mediabox = box
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    overlay[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/Font"): DictionaryObject(
                {
                    NameObject("/Number"): DictionaryObject(
                        {NameObject(k): NameObject(v) for k, v in font.items()}
                    )
                }
            )
        }
    )
    x, y = float(box.right) - RIGHT, float(box.top) - TOP
    text = DecodedStreamObject()
    text.set_data(f"BT /Number {SIZE} Tf 1 0 0 1 {x:.1f} {y:.1f} Tm ({number}) Tj ET".encode())
    overlay[NameObject("/Contents")] = text
    return overlay


if __name__ == "__main__":
    if sys.argv[1] == "count":
        print(json.dumps([count_pages(path) for path in sys.argv[2:]]))
    else:
        bind(sys.argv[2], sys.argv[3], sys.argv[4:])
