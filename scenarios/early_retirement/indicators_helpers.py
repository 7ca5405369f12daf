"""early_retirement: doctors, operators and agents with many approvals."""

from contracts.bilingual_text import BilingualText
from scenarios.early_retirement.shared_evidence import (
    APPRAISALS,
    APPROVAL_ROW,
    ILLNESS_LAWS,
    SEGMENTS,
    VISITS,
)
from scenarios.framework.definition import Exclusion, Indicator

ONE_DOCTOR = Indicator(
    id="E13",
    title=BilingualText("诊断医师集中", "one diagnosing doctor behind many approvals"),
    definition=BilingualText(
        zh=(
            "同一诊断医师签署的病退、病残津贴件数，按其他医师的件数及差异出现的可能性"
            "（负常用对数，已计入医师人数）"
        ),
        en=(
            "how unlikely the illness approvals of one diagnosing doctor are beside those of the "
            "others (-log10 of the chance, allowing for the number of doctors)"
        ),
    ),
    population="approval",
    column="e13_rarity",
    unit="digits",
    direction="high",
    # one chance in ten thousand that any of the doctors has so many
    threshold=4,
    level="S",
    evidence_source="doctor",
    reason=BilingualText(
        zh=(
            "诊断医师{diag_doctor_code}签署{doctor_cases}件（占{doctor_case_share}），"
            "其他医师平常{doctor_usual}件，偶然出现的可能约为10的负{e13_rarity}次方；"
            "已提前领取{amount_involved}元。"
        ),
        en=(
            "doctor {diag_doctor_code} signed {doctor_cases} of them ({doctor_case_share}), others "
            "usually {doctor_usual}: a chance of 10 to the -{e13_rarity}; {amount_involved} yuan "
            "drawn early."
        ),
    ),
    look_alikes=BilingualText(
        "指定医院、专病专家集中诊断", "designated hospitals; a specialist for one illness"
    ),
    verify=BilingualText(
        zh="抽调该医师签署的全部病历与影像，核对挂号和住院记录，询问参保人",
        en=(
            "get all records and images the doctor signed, compare registrations and stays, ask "
            "the persons"
        ),
    ),
    laws=ILLNESS_LAWS,
    exclusions=(
        Exclusion(
            "is_designated_expert",
            BilingualText(
                zh="该医师的病例八成以上此前长期治疗，属指定医院专家",
                en=(
                    "four in five of the doctor's cases were treated for long before: an expert of "
                    "a designated hospital"
                ),
            ),
        ),
        Exclusion(
            "is_filler_doctor",
            BilingualText(
                "医师编码不含数字，疑为“匿名”“无”等默认填充值",
                "a doctor's code without a digit: perhaps a default such as 匿名",
            ),
            is_entry_error=True,
        ),
    ),
    evidence=(APPROVAL_ROW, APPRAISALS, VISITS),
)

QUICK = Indicator(
    id="E15",
    title=BilingualText("鉴定与审批同日同人", "appraisal and approval at once by one operator"),
    definition=BilingualText(
        "鉴定结论至退休审批不超过1天；同一经办人经手鉴定和审批的为线索",
        "approved within a day of the conclusion; a lead where one operator handled both",
    ),
    population="approval",
    column="e15_days",
    unit="days",
    direction="low",
    # papers take days to travel; the same or the next day is quick, and weak by itself
    threshold=1,
    level="M",
    level_when=(("is_same_operator", "S"),),
    evidence_source="handling",
    reason=BilingualText(
        zh=(
            "鉴定结论{conclude_date}，{e15_days}天后（{approve_date}）审批；同一经办人："
            "{is_same_operator}；已提前领取{amount_involved}元。"
        ),
        en=(
            "concluded on {conclude_date}, approved {e15_days} days later on {approve_date}; one "
            "operator for both: {is_same_operator}; {amount_involved} yuan drawn early."
        ),
    ),
    look_alikes=BilingualText("一窗通办改革", "one-stop handling"),
    verify=BilingualText(
        "由非经办机构人员核对岗位分设与操作日志",
        "let persons of another office check posts and logs",
    ),
    laws=("handling-37", *ILLNESS_LAWS),
    exclusions=(
        Exclusion(
            "is_one_stop",
            BilingualText(
                "本区县同类审批半数以上当日办结，属一窗通办",
                "half and more of such approvals in the district are as fast: one-stop handling",
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, APPRAISALS),
)

ONE_AGENT = Indicator(
    id="E16",
    title=BilingualText("代办人集中", "one agent behind many early retirements"),
    definition=BilingualText(
        zh=(
            "同一代办电话为3家以上单位代办的件数中特殊工种、病退和病残津贴的件数，"
            "按其他人申报的占比出现的可能性（负常用对数，已计入代办人数）"
        ),
        en=(
            "how unlikely the special-job and illness approvals among the filings of one agent's "
            "phone for three units and more are, by the share in what others file (-log10 of the "
            "chance, allowing for the number of agents)"
        ),
    ),
    population="approval",
    column="e16_rarity",
    unit="digits",
    direction="high",
    # one chance in ten thousand that any of the agents has so many
    threshold=4,
    level="S",
    evidence_source="agent",
    reason=BilingualText(
        zh=(
            "代办人代办提前退休{agent_cases}件（{agent_units}家单位），"
            "占其全部代办的{agent_early_share}，其他人申报的平常占{agent_usual_share}；"
            "已提前领取{amount_involved}元。"
        ),
        en=(
            "the agent filed {agent_cases} early retirements for {agent_units} units, "
            "{agent_early_share} of all it files where others have {agent_usual_share}; "
            "{amount_involved} yuan drawn early."
        ),
    ),
    look_alikes=BilingualText(
        "人力资源、会计代理机构为客户统一代办各类退休",
        "an HR or accounting firm that files all retirements of its clients",
    ),
    verify=BilingualText(
        zh="核实代办人身份和收费，比对所交材料的笔迹、印章和出具单位",
        en=(
            "see who the agent is and what it charges; compare handwriting, seals and issuers of "
            "the papers"
        ),
    ),
    laws=("fund-supervision-32", "social-insurance-88"),
    exclusions=(
        Exclusion(
            "is_general_agent",
            BilingualText(
                "提前退休不足该代办人全部代办件数的一半，属一般代理机构",
                "less than half of what the agent files: a general agency",
            ),
        ),
        Exclusion(
            "is_agent_of_special_units",
            BilingualText(
                zh="按其客户单位自行申报的提前退休占比，该件数并不意外，属特殊工种单位的代办机构",
                en=(
                    "by what its client units file by themselves so many are no surprise: an "
                    "agency of units with special jobs"
                ),
            ),
        ),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS),
)
