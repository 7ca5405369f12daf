"""列入说明: why each case of the list is listed, held, open or a control case, in words."""

from contracts.table import Column, PublishedTable


class CaseExplanations(
    PublishedTable,
    zh="列入说明",
    en="why each case is listed, held, open or a control case",
    key=("case_id",),
):
    case_id = Column("id", "案件编号", "case", required=True)
    explanation_zh = Column(
        "string",
        "列入说明",
        "the explanation in lines; a line of 【…】 is a heading",
        required=True,
    )
    explanation_en = Column(
        "string", "英文说明", "the same in English; headings in [ ]", required=True
    )
