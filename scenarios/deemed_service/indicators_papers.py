"""deemed_service: documents, former units and late entries behind deemed months."""

from contracts.bilingual_text import BilingualText
from features.service_and_retirement.service_papers import least_documented, thin_segments
from scenarios.deemed_service.shared_evidence import (
    APPROVAL,
    DEEMED_LAWS,
    SEGMENTS,
    make_segment_evidence,
)
from scenarios.framework.definition import Exclusion, Indicator

LOST_ARCHIVE = Exclusion(
    "is_lost_archive_certified",
    BilingualText(
        zh="原单位档案灭失，有编号的官方证明原件，且引用该单位的人数未见异常",
        en=(
            "the archive was lost: a numbered official certificate, and not too many persons cite "
            "the unit"
        ),
    ),
)

SUDDEN = Indicator(
    id="D06",
    title=BilingualText("退休前突击增加", "many deemed months recorded just before"),
    definition=BilingualText(
        "审批前24个月内首次录入、仅有单一佐证的视同月数",
        "deemed months first recorded in the 24 months before the approval from a single document",
    ),
    population="approval",
    column="d06_months",
    unit="months",
    direction="high",
    # ten years on one paper move a pension most; shorter gaps are often filled late
    threshold=120,
    level="S",
    evidence_source="recording",
    reason=BilingualText(
        zh=(
            "审批前两年内录入视同{d06_months}个月（最后录入{d06_recorded_date}），均只有单一佐证；"
            "视同共{deemed_months}个月。"
        ),
        en=(
            "{d06_months} deemed months were recorded in the two years before the approval (last "
            "on {d06_recorded_date}), each from a single document; {deemed_months} are deemed in "
            "all."
        ),
    ),
    look_alikes=BilingualText(
        "人人退休时都审档，单独不足为据，应与佐证、单位等线索同看",
        "every file is reviewed at retirement: to be seen with the other leads",
    ),
    verify=BilingualText(
        "查录入人、录入依据和档案移交记录",
        "see who recorded it on which papers, and where the file came from",
    ),
    laws=DEEMED_LAWS,
    exclusions=(LOST_ARCHIVE,),
    evidence=(APPROVAL, make_segment_evidence(thin_segments)),
)

THIN_PAPERS = Indicator(
    id="D07",
    title=BilingualText("佐证不足", "thin papers"),
    definition=BilingualText(
        zh="一年以上的视同分段独立佐证不足2份，或只有复印件、补办件（计0份）",
        en=(
            "a deemed segment of a year and more with fewer than two documents, or with copies "
            "alone (counted as none)"
        ),
    ),
    population="approval",
    column="d07_documents",
    unit="documents",
    direction="low",
    # two papers of their own kind are asked for; one or none is too little
    threshold=1,
    level="S",
    evidence_source="papers",
    amount="d07_amount",
    reason=BilingualText(
        zh=(
            "视同{d07_months}个月的分段仅有有效原件佐证{d07_documents}份（类型代码"
            "{d07_evidence_kind}），对应已发养老金约{d07_amount}元。"
        ),
        en=(
            "a deemed segment of {d07_months} months rests on {d07_documents} original documents "
            "(kind {d07_evidence_kind}), about {d07_amount} yuan of the pension so far."
        ),
    ),
    look_alikes=BilingualText(
        "档案因水灾、火灾灭失并有官方证明",
        "an archive lost in a flood or fire, officially certified",
    ),
    verify=BilingualText(
        "向原单位或主管部门、档案馆调取招工、工资、转正等原始材料",
        "ask unit, authority and archive for hiring, wage and confirmation papers",
    ),
    laws=DEEMED_LAWS,
    exclusions=(LOST_ARCHIVE,),
    evidence=(APPROVAL, make_segment_evidence(least_documented)),
)

CROWDED = Indicator(
    id="D08",
    title=BilingualText("原单位人数悖论", "more retired persons than the unit had staff"),
    definition=BilingualText(
        zh=(
            "以视同或裁决年限引用同一原单位的人数与该单位已知最大人数之比。"
            "已知人数只约束缴费台账覆盖的年份：同时在册超过该人数的为强线索；此前的年份，"
            "比同类单位多得罕见且高龄入职者偏多的为强线索，其余为弱线索"
        ),
        en=(
            "persons with deemed or awarded service at a unit over its largest known staff, which "
            "bounds only the years of the ledger: strong where more were there at one time; for "
            "earlier years strong where they are rarely many beside like units and entered late in "
            "life more often, weak otherwise"
        ),
    ),
    population="approval",
    column="d08_ratio",
    unit="ratio",
    direction="high",
    # above the largest staff that is known, by a hundredth for rounding
    threshold=1.01,
    level="M",
    level_when=(("is_crowded", "S"),),
    evidence_source="unit",
    amount="d08_amount",
    reason=BilingualText(
        zh=(
            "已有{unit_persons}人以该原单位计算年限，而其最大人数为{unit_heads}人，"
            "为{d08_ratio}倍（其中{late_entries}人满25周岁后入职）；本人对应已发养老金约{d08_amount}元。"
        ),
        en=(
            "{unit_persons} persons have service at this unit, whose staff never exceeded "
            "{unit_heads}: {d08_ratio} times ({late_entries} entered at 25 or older); about "
            "{d08_amount} yuan of this pension so far."
        ),
    ),
    look_alikes=BilingualText(
        "合并、改名的单位；台账建立前已大幅减员的老厂",
        "merged or renamed units, works that had shrunk before the ledger began",
    ),
    verify=BilingualText(
        "向主管部门核实单位沿革与职工名册；对集中引用的人员一并核查",
        "ask the authority for the unit's history and roll; check all who cite it together",
    ),
    laws=DEEMED_LAWS,
    exclusions=(
        Exclusion(
            "is_merged_unit",
            BilingualText(
                zh="该单位人数登记前后不同且八成以上分段有3份以上原件，属合并或改名单位",
                en=(
                    "the unit's staff is known under several figures and four in five segments "
                    "have three originals: merged or renamed"
                ),
            ),
        ),
    ),
    evidence=(APPROVAL, SEGMENTS),
)

CHANGED = Indicator(
    id="D13",
    title=BilingualText("核定后反复修改", "changed again and again"),
    definition=BilingualText(
        "视同分段首次录入后的修改次数", "changes of the deemed segments after their first record"
    ),
    population="approval",
    column="d13_changes",
    unit="count",
    direction="high",
    # one correction after the first entry is allowed as a slip; feeds the model
    threshold=2,
    level="M",
    evidence_source="changes",
    reason=BilingualText(
        "视同分段录入后共修改{d13_changes}次。",
        "the deemed segments were changed {d13_changes} times.",
    ),
    look_alikes=BilingualText("因申诉更正", "corrected on complaint"),
    verify=BilingualText("查修改日志与依据", "see the log of changes and their grounds"),
    laws=DEEMED_LAWS,
    evidence=(APPROVAL, SEGMENTS),
)
