"""early_retirement: how the records of special jobs came about, and codes nobody has mapped."""

from contracts.bilingual_text import BilingualText
from contracts.tables.special_job_filing import SpecialJobFiling
from features.service_and_retirement.special_job_filings import months_entered_in_bulk
from scenarios.early_retirement.indicators_special_jobs import UNIT_BACKLOG
from scenarios.early_retirement.shared_evidence import (
    APPROVAL_ROW,
    BY_APPROVAL,
    SEGMENTS,
    SPECIAL_LAWS,
)
from scenarios.framework.definition import Evidence, Exclusion, Indicator

FILED_IN_BULK = Indicator(
    id="E19",
    title=BilingualText("特殊工种备案集中补录", "special job filed in bulk before the application"),
    definition=BilingualText(
        zh="申请前一年内（或申请后）补录、且录入晚于所属月3个月以上的备案月数；系统装载日不计",
        en=(
            "months of filings entered more than a quarter late, in the year before the "
            "application or after it; days on which the register was loaded do not count"
        ),
    ),
    population="approval",
    column="e19_months",
    unit="months",
    direction="high",
    # more than a quarter's filings: up to three are a slip of the unit
    threshold=4,
    level="S",
    evidence_source="special_filing",
    reason=BilingualText(
        zh=(
            "{apply_date}申请前一年内分{e19_days}天补录备案{e19_months}个月"
            "（末次{e19_last_date}）；已提前领取{amount_involved}元。"
        ),
        en=(
            "{e19_months} months were filed late on {e19_days} days (last on {e19_last_date}) in "
            "the year before the application of {apply_date}; {amount_involved} yuan drawn early."
        ),
    ),
    look_alikes=BilingualText(
        "单位为全体职工补正积压；备案系统上线时一次装载",
        "a unit that catches up for all its staff; a register that was loaded when it began",
    ),
    verify=BilingualText(
        "查补录的录入人、依据和审批；核对当月工资、岗位津贴和岗位公示",
        "see who entered the months and on what; compare wages, post allowances and postings",
    ),
    laws=SPECIAL_LAWS,
    exclusions=(Exclusion("is_backlog_of_unit", UNIT_BACKLOG),),
    evidence=(
        APPROVAL_ROW,
        Evidence(SpecialJobFiling, on=BY_APPROVAL, keys=months_entered_in_bulk),
    ),
)

UNKNOWN_CODE = Indicator(
    id="E20",
    title=BilingualText("工种代码未对应名录", "job code that no catalogue knows"),
    definition=BilingualText(
        zh="按任何行业名录都查不到的工种代码计为特殊工种的月数（E02、E03对这些月份不判）",
        en=(
            "special months under job codes that no industry's catalogue lists (E02 and E03 do not "
            "judge them)"
        ),
    ),
    population="approval",
    column="e20_months",
    unit="months",
    direction="high",
    # one is enough: a month under an unknown code cannot be judged
    threshold=1,
    level="M",
    evidence_source="special_industry",
    reason=BilingualText(
        zh=(
            "有{e20_months}个月按工种代码{e20_code}计为特殊工种，该代码不在任何行业名录中；"
            "在用{codes_in_use}个代码中有{unmapped_codes}个未对应。"
        ),
        en=(
            "{e20_months} months were counted under job code {e20_code}, which no catalogue lists; "
            "{unmapped_codes} of the {codes_in_use} codes in use are unknown."
        ),
    ),
    look_alikes=BilingualText(
        "经办机构自编或更细的代码；旧版代码", "codes of the agency's own, finer ones, old ones"
    ),
    verify=BilingualText(
        "向数据责任方索取工种代码表并与名录对应",
        "ask the data's owner for the list of job codes and map it to the catalogue",
    ),
    laws=SPECIAL_LAWS,
    exclusions=(
        Exclusion(
            "is_code_list_unmapped",
            BilingualText(
                zh="在用代码二十分之一以上未对应名录：属代码表待对应，转数据责任方",
                en=(
                    "more than a twentieth of the codes in use are unknown: the list has to be "
                    "mapped first, a question to the data's owner"
                ),
            ),
            is_entry_error=True,
        ),
    ),
    evidence=(APPROVAL_ROW, SEGMENTS),
)
