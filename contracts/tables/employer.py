"""参保单位信息: insured units."""

from contracts.constraints import Between, Matches, NotBefore
from contracts.table import Column, InputTable


class Employer(
    InputTable,
    zh="参保单位信息",
    en="insured units",
    key=("employer_id",),
    mode="full",
    delivery="first",
    known_from="register_date",
    rows_at_city_scale={"total": 250_000},
):
    employer_id = Column("id", "单位编号", "unit identifier", required=True)
    uscc_hash = Column("hash", "统一社会信用代码散列", "hash of the credit code")
    unit_nature = Column(
        "code", "单位性质", "nature of the unit", required=True, codes="unit_nature"
    )
    industry_code = Column(
        "code", "行业代码", "GB/T 4754-2017 division, two digits", check=Matches("[0-9]{2}")
    )
    size_class = Column("code", "规模划型", "size class", codes="size_class")
    size_year = Column("int", "划型年度", "year of the size class", check=Between(1990, 2100))
    register_date = Column("date", "参保登记日期", "first registration", required=True)
    deregister_date = Column("date", "注销日期", "deregistration", check=NotBefore("register_date"))
    district = Column("code", "参保地", "district", required=True, codes="district")
    legal_rep_hash = Column(
        "hash",
        "法定代表人散列",
        "hash of the legal representative (same salt as person.id_hash)",
        pii="pseudonym",
    )
    phone_hash = Column("hash", "电话散列", "hash of the phone number", pii="pseudonym")
    address_hash = Column("hash", "地址散列", "hash of the address")
    bank_hash = Column("hash", "账户散列", "hash of the bank account")
    bank_changed_date = Column("date", "账户变更日期", "last change of the bank account")
    dispatch_license_no = Column(
        "string", "劳务派遣许可证号", "dispatch licence number; null = no licence"
    )
    dispatch_valid_from = Column("date", "许可证有效期起", "licence valid from")
    dispatch_valid_to = Column(
        "date", "许可证有效期止", "licence valid to", check=NotBefore("dispatch_valid_from")
    )
    credit_status = Column("bool", "严重失信标志", "on the list of seriously untrustworthy units")
