"""hospital_stays: what the records cannot show."""

from contracts.bilingual_text import BilingualText
from features.hospital_stays.records import (
    hba1c_bills,
    image_bills,
    upcoded_bills,
    wrong_patient_bills,
)
from scenarios.framework.definition import Exclusion, Indicator, above
from scenarios.hospital_stays.shared_evidence import (
    HOSPITAL_ROW,
    SHAM_LAWS,
    SPLIT_LAWS,
    show_hospital_stays,
)

IMAGES = Indicator(
    id="H22",
    title=BilingualText(zh="图像重复", en="one picture in several reports"),
    definition=BilingualText(
        zh="图像指纹与另一次就诊的报告完全相同的报告数（同一次就诊引用旧图不计）",
        en=(
            "reports with the picture of another visit's report, byte by byte "
            "(one visit may quote an old picture)"
        ),
    ),
    population="hospital",
    column="h22_reports",
    unit="documents",
    direction="high",
    # one picture in two reports is two reports: no two pictures are equal to the byte
    threshold=2,
    level="H",
    evidence_source="records",
    amount="h22_yuan",
    period=("h22_from", "h22_to"),
    reason=BilingualText(
        zh=(
            "{h22_from}至{h22_to}有{h22_reports}份报告共用{h22_pictures}幅图像，"
            "涉及{h22_persons}人，住院统筹支付{h22_yuan}元。"
        ),
        en=(
            "{h22_reports} reports of {h22_persons} persons share {h22_pictures} "
            "pictures from {h22_from} to {h22_to}; {h22_yuan} yuan of the fund "
            "for the stays."
        ),
    ),
    look_alikes=BilingualText(
        zh="上传时占位图片、复诊引用旧图", en="a placeholder on upload, an old picture quoted"
    ),
    verify=BilingualText(zh="调取设备原始影像与日志", en="raw pictures and log of the machine"),
    laws=SHAM_LAWS,
    evidence=show_hospital_stays(image_bills),
)

WORK = Indicator(
    id="H23",
    title=BilingualText(zh="产能不可能", en="more work than a day holds"),
    definition=BilingualText(
        zh="一名执行人员单日手工项目的标准分钟合计，取最多的一日；超过24小时为高等级",
        en=(
            "standard minutes of hands-on items of one member of staff on the "
            "fullest day; high above 24 hours"
        ),
    ),
    population="hospital",
    column="h23_minutes",
    unit="minutes",
    direction="high",
    # ten hours of hands on patients leave no time to eat
    threshold=above(600),
    level="S",
    level_when=(("is_whole_day", "H"),),
    evidence_source="records",
    amount="h23_yuan",
    period=("h23_from", "h23_to"),
    reason=BilingualText(
        zh=(
            "{h23_staff}单日最多{h23_minutes}分钟，{h23_from}至{h23_to}共{h23_days}天超过10小"
            "时，涉及{h23_yuan}元。"
        ),
        en=(
            "{h23_staff} did up to {h23_minutes} minutes on a day, above ten "
            "hours on {h23_days} days from {h23_from} to {h23_to}; {h23_yuan} "
            "yuan."
        ),
    ),
    look_alikes=BilingualText(
        zh="一对多治疗、科室编码代填、夜班设备",
        en="treatment in groups, a department's code, machines at night",
    ),
    verify=BilingualText(zh="核对治疗记录签名与排班", en="signatures and rota"),
    laws=SHAM_LAWS,
    exclusions=(
        Exclusion(
            "is_filler_code",
            BilingualText(
                zh="该编码全年几乎每天超时，疑似科室代填",
                en="the code never rests: a department's filler",
            ),
            is_entry_error=True,
        ),
    ),
    evidence=(HOSPITAL_ROW,),
)

UPCODED = Indicator(
    id="H25",
    title=BilingualText(zh="病组高套", en="diagnoses without evidence"),
    definition=BilingualText(
        zh=(
            "近一年编有重症诊断（J96、A41、E43、I50.9、D62）而费用明细中无最低限度检查治疗"
            "的住院次数；明细未供的不计算，死亡和一日住院除外"
        ),
        en=(
            "stays of a year with a severe diagnosis (J96, A41, E43, I50.9, "
            "D62) and none of the least tests or treatment among their items; "
            "not computed without items; the dead and one-day stays apart"
        ),
    ),
    population="hospital",
    column="h25_stays",
    unit="count",
    direction="high",
    # one or two were tested elsewhere
    threshold=3,
    level="S",
    evidence_source="records",
    amount="h25_yuan",
    period=("h25_from", "h25_to"),
    reason=BilingualText(
        zh=(
            "{h25_from}至{h25_to}有{h25_stays}次住院编有{h25_illness}等重症诊断而无相应检查"
            "治疗，统筹支付{h25_yuan}元（差额待病组复核）。"
        ),
        en=(
            "{h25_stays} stays from {h25_from} to {h25_to} with {h25_illness} "
            "and the like without evidence; the fund paid {h25_yuan} yuan (what "
            "is undue is to be grouped again)."
        ),
    ),
    look_alikes=BilingualText(
        zh="转入前已检查、明细不全", en="tested before the transfer, items missing"
    ),
    verify=BilingualText(
        zh="抽病案复核编码，重新入组计算差额", en="code and group the records anew"
    ),
    laws=SPLIT_LAWS,
    exclusions=(
        Exclusion(
            "is_usual_coding",
            BilingualText(
                zh="占比未超过同类机构两倍，项目名称可能不同",
                en=(
                    "no more than twice the share of other hospitals, whose items may "
                    "go by other names"
                ),
            ),
        ),
    ),
    evidence=show_hospital_stays(upcoded_bills),
)

WRONG = Indicator(
    id="H27",
    title=BilingualText(zh="性别、年龄不符", en="items that sex or age exclude"),
    definition=BilingualText(
        zh="近一年基金支付的限性别、限年龄药品和服务与患者不符的人数，取科室月最多（分娩除外）",
        en=(
            "patients whose sex or age exclude an item that the fund paid, the "
            "most of a department and month of the year (births apart)"
        ),
    ),
    population="hospital",
    column="h27_persons",
    unit="persons",
    direction="high",
    # single ones are slips in a pick-list
    threshold=5,
    level="S",
    evidence_source="records",
    amount="h27_yuan",
    period=("h27_from", "h27_to"),
    reason=BilingualText(
        zh=(
            "{h27_from}至{h27_to}一科室单月最多{h27_persons}人（全年{h27_year_persons}人）"
            "项目与性别、年龄不符，涉及{h27_yuan}元。"
        ),
        en=(
            "up to {h27_persons} patients of a department and month ({h27_year_persons} "
            "in the year) from {h27_from} to {h27_to}; {h27_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        zh="选单误选、新生儿随母、特殊性别",
        en="a slip in a pick-list, a newborn on the mother's card, intersex",
    ),
    verify=BilingualText(zh="核对医嘱与实物", en="orders and goods"),
    laws=SPLIT_LAWS,
    exclusions=(
        Exclusion(
            "is_picklist_slip",
            BilingualText(zh="全年仅一两人", en="one or two in the whole year"),
            is_entry_error=True,
        ),
    ),
    evidence=show_hospital_stays(wrong_patient_bills),
)

HBA1C = Indicator(
    id="H28",
    title=BilingualText(zh="糖化血红蛋白超频", en="HbA1c too often"),
    definition=BilingualText(
        zh="近一年住院患者30日内重复检测糖化血红蛋白的占比，与同类医院之比（向1收缩）；不足100次的不判；妊娠糖尿病、溶血性贫血除外",
        en=(
            "share of HbA1c tests of in-patients repeated within 30 days, over "
            "that of other hospitals, shrunk; not judged below 100 tests; diabetes "
            "in pregnancy and haemolysis apart"
        ),
    ),
    population="hospital",
    column="h28_ratio",
    unit="ratio",
    direction="high",
    # the value changes in three months; three times the others' repeats is a panel
    threshold=3,
    level="S",
    evidence_source="records",
    amount="h28_yuan",
    reason=BilingualText(
        zh="{h28_tests}次检测中{h28_repeats}次为30日内重复，为同类的{h28_ratio}倍，涉及{h28_yuan}元。",
        en=(
            "{h28_repeats} of {h28_tests} tests within 30 days of the last, "
            "{h28_ratio} times others; {h28_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        zh="孕期、输血溶血、他院首检未共享",
        en="pregnancy, transfusion, a first test elsewhere that was not shared",
    ),
    verify=BilingualText(zh="核对检验指征与套餐设置", en="reasons and the panel of the system"),
    laws=SPLIT_LAWS,
    peer_group=("peer_kind",),
    evidence=show_hospital_stays(hba1c_bills),
)
