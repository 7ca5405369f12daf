"""agency_handling: resumed benefits, back-pay and edits of closed months."""

from contracts.bilingual_text import BilingualText
from features.operators.operator_back_pay import payments_with_operator, resumption_payments
from features.operators.operator_edits import edits_in_closed_months
from scenarios.agency_handling.shared_evidence import (
    ACCOUNT_ROW,
    CONDUCT_LAWS,
    make_log_evidence,
    make_pension_evidence,
)
from scenarios.framework.definition import Exclusion, Indicator, above

RESUMED = Indicator(
    id="O08",
    title=BilingualText("复活补发", "resumed and paid back"),
    definition=BilingualText(
        zh="经办人修改待遇状态后62天内发生补发；死亡信息一致且无认证的为高等级",
        en=(
            "a back-payment within 62 days of an edit of the benefit's state; high where a death "
            "is recorded and nobody checked"
        ),
    ),
    population="operator",
    column="o08_yuan",
    unit="yuan",
    direction="high",
    # any sum: who gets it is the question, and small sums are cut by the list's amount
    threshold=above(0),
    level="S",
    level_when=(("o08_has_dead", "H"),),
    evidence_source="resumption",
    amount="o08_yuan",
    period=("o08_from", "o08_to"),
    reason=BilingualText(
        zh=(
            "{o08_from}至{o08_to}恢复{o08_count}人待遇并补发{o08_yuan}元，未见本人到场认证；"
            "其中{o08_dead}人有死亡信息。"
        ),
        en=(
            "{o08_count} persons were resumed and {o08_yuan} yuan paid back, {o08_from} to "
            "{o08_to}, without a check in person; {o08_dead} are recorded as dead."
        ),
    ),
    look_alikes=BilingualText(
        "死亡信息比错；刑满释放；补做认证后恢复",
        "a wrong match of a death; a released prisoner; a late proof of life",
    ),
    verify=BilingualText(
        "上门或视频核实本人；查补发进入账户的户名",
        "see the person at home or by video; ask whose account the money went to",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_proved_alive",
            BilingualText(
                "恢复前后有人脸认证，或由他人上门、窗口认证",
                "checked by face, or at home or the counter by another operator",
            ),
        ),
        Exclusion("is_released", BilingualText("刑满释放后恢复", "resumed after release")),
        Exclusion(
            "is_wrong_match",
            BilingualText(
                "死亡信息比对可信度低，属误停", "the death was a weak match: stopped in error"
            ),
        ),
    ),
    evidence=(
        ACCOUNT_ROW,
        make_log_evidence(resumption_payments),
        make_pension_evidence(resumption_payments),
    ),
)

LARGE = Indicator(
    id="O09",
    title=BilingualText("大额补发", "long back-pay"),
    definition=BilingualText(
        zh="经办人受理的补发，同一人一年内单笔或合计12个月以上",
        en=(
            "back-pay of one person within a year, at once or in parts, of 12 months and more, "
            "taken in by the operator"
        ),
    ),
    population="operator",
    column="o09_months",
    unit="months",
    direction="high",
    # a year: shorter back-pay is daily business after late approvals and checks
    threshold=12,
    level="S",
    evidence_source="back_pay",
    amount="o09_yuan",
    period=("o09_from", "o09_to"),
    reason=BilingualText(
        zh=(
            "受理{o09_persons}人的补发，最长合计{o09_months}个月（{o09_from}至{o09_to}），"
            "共{o09_yuan}元。"
        ),
        en=(
            "back-pay of {o09_persons} persons taken in, of up to {o09_months} months ({o09_from} "
            "to {o09_to}), {o09_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "退休审批较晚；政策性统一补发；迟到的认证",
        "a late retirement approval; a policy paid back to all on one day; a late proof of life",
    ),
    verify=BilingualText(
        "核对补发依据、核定表和起止月；查收款账户",
        "check the basis, the decision and the months; ask whose account it is",
    ),
    laws=CONDUCT_LAWS,
    exclusions=(
        Exclusion(
            "is_batch_day",
            BilingualText(
                "当日补发占全部领取人一成以上，属政策性补发",
                "a tenth of all who draw were paid back that day: a policy",
            ),
        ),
        Exclusion(
            "is_late_approval",
            BilingualText(
                "补发前120天内有退休审批", "a retirement was approved within 120 days before"
            ),
        ),
        Exclusion(
            "is_late_proof",
            BilingualText(
                "停发后已认证、释放或更正误停", "proved alive, released or stopped in error"
            ),
        ),
    ),
    evidence=(
        ACCOUNT_ROW,
        make_log_evidence(payments_with_operator),
        make_pension_evidence(payments_with_operator),
    ),
)

CLOSED = Indicator(
    id="O10",
    title=BilingualText("历史缴费修改", "edits of closed months"),
    definition=BilingualText(
        zh="无工单的历史缴费月修改（20次以上）与同岗相比的稳健z值（对数、中位数和四分位距）",
        en=(
            "edits of closed contribution months without a work order (20 and more) beside the "
            "same post: robust z of the logarithm"
        ),
    ),
    population="operator",
    column="o10_z",
    unit="z",
    direction="high",
    # three robust deviations above colleagues of the post
    threshold=3,
    level="S",
    evidence_source="edits",
    amount="o10_yuan",
    period=("o10_from", "o10_to"),
    reason=BilingualText(
        zh=(
            "修改历史缴费{o10_edits}次，其中无工单{open_edits}次（同岗中位数{o10_peer_edits}次），"
            "涉及{o10_persons}人、{o10_yuan}元，z值{o10_z}。"
        ),
        en=(
            "{o10_edits} edits of closed months, {open_edits} without a work order (median of the "
            "post {o10_peer_edits}), {o10_persons} persons, {o10_yuan} yuan, z {o10_z}."
        ),
    ),
    look_alikes=BilingualText("按工单进行的数据清理", "a data-cleaning project with a work order"),
    verify=BilingualText(
        "逐笔调取修改前后值与依据；核对是否影响待遇计发",
        "get values before and after and the basis of each edit; see what it does to benefits",
    ),
    laws=("social-insurance-89", "handling-53", "handling-38"),
    exclusions=(
        Exclusion(
            "is_cleaning_project",
            BilingualText(
                zh="修改集中在工单内（{ordered_edits}次），无工单部分与同岗相当",
                en=(
                    "the edits are on work orders ({ordered_edits}); those without are as at the "
                    "same post"
                ),
            ),
        ),
    ),
    evidence=(ACCOUNT_ROW, make_log_evidence(edits_in_closed_months)),
)
