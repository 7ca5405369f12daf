"""社保经办内部风险: high-risk business handled by the agency's own operators (restricted)."""

from datetime import date

from contracts.bilingual_text import BilingualText
from contracts.tables.operator_account import OperatorAccount
from features.operators.operator_habits import operator_links
from features.operators.operators import operator_base
from scenarios.agency_handling.shared_evidence import ACCOUNT_ROW, CONDUCT_LAWS
from scenarios.framework.definition import EvidenceSource, ModelFeature, Population, Scenario

OPERATORS = Population(
    id="operator",
    title=BilingualText("经办账号", "operator accounts"),
    subject_kind="operator",
    record=OperatorAccount,
    base=operator_base,
    model_features=(
        ModelFeature(
            "o01_count",
            "high",
            "cases",
            BilingualText("一人多岗件数", "pieces in one hand"),
            evidence_source="separation",
        ),
        ModelFeature(
            "o02_count",
            "high",
            "cases",
            BilingualText("自办亲属业务件数", "own or family business"),
            evidence_source="avoidance",
        ),
        ModelFeature(
            "o03_count",
            "high",
            "count",
            BilingualText("非工作时间操作最多月次数", "acts off hours in a month"),
            evidence_source="time",
        ),
        ModelFeature(
            "o05_count",
            "high",
            "persons",
            BilingualText("账户改回人数", "persons with a swapped account"),
            evidence_source="accounts",
        ),
        ModelFeature(
            "o06_moved_count",
            "high",
            "persons",
            BilingualText("引入共用账户人数", "persons led into one account"),
            evidence_source="payee",
        ),
        ModelFeature(
            "o07_count",
            "high",
            "persons",
            BilingualText("双改人数", "persons with a double edit"),
            evidence_source="identity",
        ),
        ModelFeature(
            "o08_yuan",
            "high",
            "yuan",
            BilingualText("恢复后补发金额", "paid back after a resumption"),
            evidence_source="resumption",
        ),
        ModelFeature(
            "o09_months",
            "high",
            "months",
            BilingualText("最长补发月数", "longest back-pay"),
            evidence_source="back_pay",
        ),
        ModelFeature(
            "open_edits",
            "high",
            "count",
            BilingualText("无工单历史缴费修改", "edits of closed months without order"),
            evidence_source="edits",
        ),
        ModelFeature(
            "idle_share",
            "high",
            "share",
            BilingualText("无业务查询占比", "share of looks without business"),
            evidence_source="looks",
        ),
        ModelFeature(
            "o12_count",
            "high",
            "count",
            BilingualText("异常终端操作次数", "acts from strange terminals"),
            evidence_source="terminal",
        ),
        ModelFeature(
            "o15_count",
            "high",
            "count",
            BilingualText("被撤销的强制通过", "overrides undone later"),
            evidence_source="overrides",
        ),
        ModelFeature(
            "o16_checks",
            "high",
            "count",
            BilingualText("高龄人工代认证", "checks of the very old on behalf"),
            evidence_source="checks",
        ),
        ModelFeature(
            "same_sum_rarity",
            "high",
            "digits",
            BilingualText("雷同金额罕见度", "how unlikely the equal sums are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "same_gap_rarity",
            "high",
            "digits",
            BilingualText("等间隔操作罕见度", "how unlikely the equal intervals of acts are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "same_day_rarity",
            "high",
            "digits",
            BilingualText("日操作量雷同罕见度", "how unlikely the equal counts of days are"),
            evidence_source="alike",
        ),
        ModelFeature(
            "round_sum_rarity",
            "high",
            "digits",
            BilingualText("整百元金额罕见度", "how unlikely the round sums are"),
            evidence_source="alike",
        ),
    ),
    peer_group=("post",),
    evidence=(ACCOUNT_ROW,),
    id_period="year",
)

EVIDENCE_SOURCES = (
    EvidenceSource("separation", BilingualText("岗位分离", "separation of posts")),
    EvidenceSource("avoidance", BilingualText("回避", "own and family business")),
    EvidenceSource("time", BilingualText("操作时间", "hours of work")),
    EvidenceSource("terminal", BilingualText("操作终端", "terminals")),
    EvidenceSource("accounts", BilingualText("收款账户改动", "changes of payees' accounts")),
    EvidenceSource("payee", BilingualText("收款归集", "accounts that many are paid to")),
    EvidenceSource("identity", BilingualText("身份信息改动", "edits of identity")),
    EvidenceSource("resumption", BilingualText("待遇恢复", "resumed benefits")),
    EvidenceSource("back_pay", BilingualText("补发", "back-pay")),
    EvidenceSource("edits", BilingualText("缴费记录改动", "edits of contributions")),
    EvidenceSource("looks", BilingualText("信息查询", "looks into records")),
    EvidenceSource("overrides", BilingualText("强制通过", "overrides")),
    EvidenceSource("checks", BilingualText("资格认证", "checks of entitlement")),
    EvidenceSource("alike", BilingualText("雷同", "values alike")),
)

SCENARIO = Scenario(
    id="agency_handling",
    title=BilingualText("社保经办内部风险", "handling inside the agency"),
    question=BilingualText(
        zh="哪些经办账号越过岗位分离、回避和授权？哪些改动之后，钱去了别处？",
        en=(
            "Which accounts pass over separation of posts, avoidance and rights, and after which "
            "edits did money go elsewhere?"
        ),
    ),
    authority="人社",
    laws=CONDUCT_LAWS,
    innocent_explanations=(
        BilingualText(
            "系统账号批处理、集体加班、应急授权",
            "service accounts, overtime of the office, emergency authorisation",
        ),
        BilingualText(
            "按工单进行的数据清理和公安核验更正",
            "data cleaning on a work order, corrections confirmed by the police",
        ),
        BilingualText(
            "养老院、垫付单位和监护人的账户", "accounts of homes, employers and guardians"
        ),
    ),
    populations=(OPERATORS,),
    feature_folders=("operators",),
    evidence_sources=EVIDENCE_SOURCES,
    ring_links=operator_links,
    owner="基金监督处",
    review_due=date(2027, 11, 1),
    is_restricted=True,
    notes=BilingualText(
        zh="结果单独成册，不下发所涉经办机构；公职人员线索按310号令移送监察机关。",
        en=(
            "Findings go to a list of their own, never to the office they concern; leads on public "
            "employees go to supervision under order 310."
        ),
    ),
)
