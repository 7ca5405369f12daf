"""Master data of names that an agency may deliver to the desk, and never to the analysis.

Each is a CSV in UTF-8 whose first line names its columns. A column is personal or it is not:
personal ones are sealed with the agency's key.
"""

from dataclasses import dataclass

from contracts.bilingual_text import BilingualText


@dataclass(frozen=True)
class NameColumn:
    """A column beside the number; `is_personal` puts it in the vault."""

    name: str
    zh: str
    is_personal: bool = False
    is_required: bool = False


@dataclass(frozen=True)
class NameTable:
    """A file of names: `kind` is what its numbers name, `key` the column of the number.

    `used_in` are the columns of source rows that hold such numbers.
    """

    file: str
    kind: str
    title: BilingualText
    key: str
    columns: tuple[NameColumn, ...]
    used_in: tuple[str, ...] = ()


_UNIT = (
    NameColumn("name", "名称", is_required=True),
    NameColumn("credit_code", "统一社会信用代码"),
    NameColumn("address", "地址"),
    NameColumn("legal_representative", "法定代表人", is_personal=True),
    NameColumn("phone", "联系电话", is_personal=True),
)
NAME_TABLES = {
    table.file: table
    for table in (
        NameTable(
            "unit_name.csv",
            "employer",
            BilingualText("单位名称", "names of units"),
            "employer_id",
            _UNIT,
            ("employer_id", "host_employer_id", "last_employer_id", "payee_employer_id"),
        ),
        NameTable(
            "institution_name.csv",
            "institution",
            BilingualText("机构名称", "names of institutions"),
            "institution_code",
            _UNIT,
            ("institution_code", "first_institution_code", "rx_institution_code"),
        ),
        NameTable(
            "staff_name.csv",
            "operator",
            BilingualText("经办人员姓名", "names of staff"),
            "op_id",
            (
                NameColumn("name", "姓名", is_personal=True, is_required=True),
                NameColumn("department", "部门"),
                NameColumn("post", "职务"),
            ),
        ),
        NameTable(
            "drug_name.csv",
            "drug",
            BilingualText("药品名称", "names of drugs"),
            "item_code",
            (NameColumn("name", "名称", is_required=True),),
            ("item_code",),
        ),
    )
}
