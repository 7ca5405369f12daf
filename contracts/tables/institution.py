"""定点医药机构: designated institutions."""

from contracts.city import read_city
from contracts.constraints import AtLeast, Between, Matches, NotBefore
from contracts.table import Column, ForeignKey, InputTable


class Institution(
    InputTable,
    zh="定点医药机构",
    en="designated institutions",
    key=("institution_code",),
    mode="full",
    delivery="first",
    known_from="agreement_from",
    rows_at_city_scale={"total": 4_163},
    foreign_keys=(ForeignKey(("employer_id",), "employer", ("employer_id",), "soft"),),
):
    institution_code = Column(
        "id",
        "机构编码",
        "code, H or P and 11 digits",
        required=True,
        check=Matches("[HP][0-9]{11}"),
    )
    name = Column("string", "机构名称", "name", required=True)
    kind = Column("code", "机构类型", "kind", required=True, codes="institution_kind")
    level = Column("code", "机构等级", "level; null for pharmacies", codes="institution_level")
    ownership = Column("code", "所有制", "ownership", codes="ownership")
    specialty = Column("string", "专科", "specialty, e.g. 手外科, 肿瘤, 康复, 综合")
    district = Column("code", "所在地", "district", required=True, codes="district")
    lon = Column("number", "经度", "longitude", unit="degree", check=Between(*read_city().lon))
    lat = Column("number", "纬度", "latitude", unit="degree", check=Between(*read_city().lat))
    open_from = Column(
        "string",
        "营业开始",
        "opening time HH:MM; null = not known",
        check=Matches("[0-2][0-9]:[0-5][0-9]"),
    )
    open_to = Column(
        "string", "营业结束", "closing time HH:MM", check=Matches("[0-2][0-9]:[0-5][0-9]")
    )
    open_24h = Column("bool", "24小时营业", "open round the clock")
    chain_id = Column("id", "连锁编号", "chain; null = single shop")
    is_dual_channel = Column(
        "bool", "双通道", "dual-channel pharmacy (high-price drugs)", required=True
    )
    is_outpatient_pooling = Column(
        "bool", "门诊统筹", "takes part in outpatient pooling", required=True
    )
    is_internet = Column("bool", "互联网医院", "internet hospital", required=True)
    agreement_from = Column("date", "协议起", "agreement from", required=True)
    agreement_to = Column(
        "date", "协议止", "agreement to; null = open", check=NotBefore("agreement_from")
    )
    suspension_from = Column(
        "date", "暂停起", "latest suspension from (all of them: institution_event)"
    )
    suspension_to = Column(
        "date", "暂停止", "latest suspension to", check=NotBefore("suspension_from")
    )
    pharmacist_count = Column("int", "药师数", "pharmacists", check=AtLeast(0))
    till_count = Column("int", "收银台数", "tills", check=AtLeast(0))
    legal_rep_hash = Column(
        "hash",
        "法定代表人散列",
        "hash of the legal representative (same salt as person.id_hash)",
        pii="pseudonym",
    )
    employer_id = Column("id", "参保单位编号", "unit under which the institution insures its staff")
