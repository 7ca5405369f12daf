"""hospital_stays: charges that exclude each other or that nobody can have had."""

from contracts.bilingual_text import BilingualText
from features.hospital_stays.charges import (
    double_charge_bills,
    hour_bills,
    incision_bills,
    limit_bills,
)
from scenarios.framework.definition import Indicator
from scenarios.hospital_stays.shared_evidence import SHAM_LAWS, SPLIT_LAWS, show_hospital_stays

PAIRS = Indicator(
    id="H17",
    title=BilingualText(zh="重复收费", en="items charged together"),
    definition=BilingualText(
        zh=(
            "近一年住院中，规则所列不得同时收取的两个项目在同时、同日或同次住院内均由基金支"
            "付的次数；时间集中上传的住院只看同次住院的规则；十次住院以上为高等级"
        ),
        en=(
            "pairs of items of a year's stays that the loaded rules exclude "
            "within an hour, a day or a stay, both paid by the fund; stays posted "
            "in one go are asked by rules of the whole stay alone; high from "
            "ten stays on"
        ),
    ),
    population="hospital",
    column="h17_pairs",
    unit="count",
    direction="high",
    # one or two are slips of a pick-list
    threshold=3,
    level="S",
    level_when=(("is_material_pairs", "H"),),
    evidence_source="charges",
    amount="h17_yuan",
    period=("h17_from", "h17_to"),
    reason=BilingualText(
        zh=(
            "{h17_from}至{h17_to}有{h17_stays}次住院{h17_pairs}次重复收费，涉及{h17_billed_yuan}元"
            "，其中项目付费、床日付费住院按基金支付比例折算{h17_yuan}元（病组付费的不计入基"
            "金损失）。"
        ),
        en=(
            "{h17_pairs} pairs in {h17_stays} stays from {h17_from} to {h17_to}, "
            "{h17_billed_yuan} yuan, {h17_yuan} of them of the fund where it "
            "pays by item or bed-day (nothing where it pays a group)."
        ),
    ),
    look_alikes=BilingualText(
        zh="不同部位、双侧、退费后重收，地方编码未对应",
        en=("another site or side, charged again after a return, local codes not mapped"),
    ),
    verify=BilingualText(
        zh="逐对核对医嘱与执行记录；按规则依据责令退回",
        en="orders and records of each pair; recover by the rule's source",
    ),
    laws=SPLIT_LAWS,
    evidence=show_hospital_stays(double_charge_bills),
)

LIMITS = Indicator(
    id="H18",
    title=BilingualText(zh="超限定频次", en="items beyond their limits"),
    definition=BilingualText(
        zh="近一年住院中超过单日或每次住院上限的项目天数（单价不足常价五分之一的视为单位错误，不计）；十次住院以上为高等级",
        en=(
            "days of items of a year's stays beyond the most a day or a stay "
            "may hold (quantities at a fifth of the usual price are wrong units, "
            "left out); high from ten stays on"
        ),
    ),
    population="hospital",
    column="h18_count",
    unit="count",
    direction="high",
    # one or two are slips
    threshold=3,
    level="S",
    level_when=(("is_material_limits", "H"),),
    evidence_source="charges",
    amount="h18_yuan",
    period=("h18_from", "h18_to"),
    reason=BilingualText(
        zh=(
            "{h18_from}至{h18_to}有{h18_stays}次住院{h18_count}天次超限，涉及{h18_billed_yuan}元"
            "，其中项目付费、床日付费住院按基金支付比例折算{h18_yuan}元（病组付费的不计入基"
            "金损失）。"
        ),
        en=(
            "{h18_count} days beyond the limits in {h18_stays} stays from {h18_from} "
            "to {h18_to}, {h18_billed_yuan} yuan, {h18_yuan} of them of the "
            "fund where it pays by item or bed-day (nothing where it pays a "
            "group)."
        ),
    ),
    look_alikes=BilingualText(
        zh="转科当日两病区、单位录错、撤销未冲减",
        en=("two wards on the day of a transfer, wrong units, cancelled but not taken back"),
    ),
    verify=BilingualText(zh="核对医嘱执行次数", en="count what was carried out"),
    laws=SPLIT_LAWS,
    evidence=show_hospital_stays(limit_bills),
)

HOURS = Indicator(
    id="H19",
    title=BilingualText(zh="按时计价超时长", en="charged for longer than the stay"),
    definition=BilingualText(
        zh="近一年住院中，按小时项目数量超过住院小时数加一，或按日项目超过住院天数加一（转科容许一日）的项目次数；分娩除外",
        en=(
            "items of a year's stays charged by the hour beyond the hours of "
            "the stay and one, or by the day beyond its days and one for a transfer; "
            "births apart"
        ),
    ),
    population="hospital",
    column="h19_count",
    unit="count",
    direction="high",
    # no stay is longer than itself; one or two are slips of the keyboard
    threshold=3,
    level="H",
    evidence_source="charges",
    amount="h19_yuan",
    period=("h19_from", "h19_to"),
    reason=BilingualText(
        zh=(
            "{h19_from}至{h19_to}有{h19_stays}次住院{h19_count}项计价超过住院时长，"
            "涉及{h19_billed_yuan}元，其中项目付费、床日付费住院按基金支付比例折算{h19_yuan}元"
            "（病组付费的不计入基金损失）。"
        ),
        en=(
            "{h19_count} items of {h19_stays} stays from {h19_from} to {h19_to} "
            "charged for longer than the stay, {h19_billed_yuan} yuan, {h19_yuan} "
            "of them of the fund where it pays by item or bed-day (nothing where "
            "it pays a group)."
        ),
    ),
    look_alikes=BilingualText(
        zh="母婴同账、陪护床、转科当日",
        en="mother and child on one bill, a bed for company, the day of a transfer",
    ),
    verify=BilingualText(
        zh="核对监护、吸氧、呼吸机记录起止时间", en="times of monitor, oxygen and ventilator"
    ),
    laws=SHAM_LAWS,
    evidence=show_hospital_stays(hour_bills),
)

INCISIONS = Indicator(
    id="H20",
    title=BilingualText(zh="同切口手术未折价", en="operations of one incision at full price"),
    definition=BilingualText(
        zh="近一年同一切口组同日两项以上手术均按全价（99%以上）收取的次数；清单显示开始时间相差12小时以上的除外",
        en=(
            "times in a year that two and more operations of one incision on "
            "one day were charged at 99 % of the price and more; begun more "
            "than twelve hours apart left out"
        ),
    ),
    population="hospital",
    column="h20_count",
    unit="count",
    direction="high",
    # one or two are slips
    threshold=3,
    level="S",
    evidence_source="charges",
    amount="h20_yuan",
    period=("h20_from", "h20_to"),
    reason=BilingualText(
        zh=(
            "{h20_from}至{h20_to}有{h20_count}次同切口手术未折价，涉及{h20_billed_yuan}元，"
            "其中项目付费、床日付费住院按基金支付比例折算{h20_yuan}元（病组付费的不计入基金"
            "损失）。"
        ),
        en=(
            "{h20_count} times from {h20_from} to {h20_to}, {h20_billed_yuan} "
            "yuan, {h20_yuan} of them of the fund where it pays by item or bed-day "
            "(nothing where it pays a group)."
        ),
    ),
    look_alikes=BilingualText(
        zh="不同切口、双侧、分次手术", en="separate incisions, both sides, a second operation"
    ),
    verify=BilingualText(
        zh="核对手术记录切口与时间", en="incision and times by the operation record"
    ),
    laws=SPLIT_LAWS,
    evidence=show_hospital_stays(incision_bills),
)
