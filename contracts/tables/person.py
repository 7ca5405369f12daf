"""参保人员基本信息: insured persons."""

from contracts.table import Column, InputTable


class Person(
    InputTable,
    zh="参保人员基本信息",
    en="insured persons",
    key=("person_id",),
    mode="full",
    delivery="first",
    rows_at_city_scale={"total": 9_500_000},
):
    person_id = Column(
        "id",
        "个人编号",
        "person identifier (salted; never the identity number)",
        required=True,
        pii="pseudonym",
    )
    id_hash = Column(
        "hash",
        "证件号散列",
        "hash of the identity number, joins across bureaus",
        required=True,
        pii="pseudonym",
    )
    sex = Column("code", "性别", "sex", required=True, codes="sex")
    birth_date = Column(
        "date", "出生日期", "birth date by identity card", required=True, pii="direct"
    )
    archive_birth_date = Column(
        "date",
        "档案出生日期",
        "first birth date in the personal file; only where the file was reviewed",
        pii="direct",
    )
    hukou_district = Column(
        "code", "户籍地", "household district; null for other cities", codes="district"
    )
    first_enroll_month = Column("month", "首次参保年月", "first month insured")
    person_kind = Column(
        "code",
        "人员类别",
        "position in the schemes on the snapshot date",
        required=True,
        codes="person_kind",
    )
    phone_hash = Column("hash", "电话散列", "hash of the phone number", pii="pseudonym")
    address_hash = Column("hash", "地址散列", "hash of the address", pii="pseudonym")
    household_hash = Column("hash", "户号散列", "hash of the household number", pii="pseudonym")
