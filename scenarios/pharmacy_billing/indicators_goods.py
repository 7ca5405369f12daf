"""pharmacy_billing: drugs sold, their trace codes and the stock."""

from contracts.bilingual_text import BilingualText
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.claim_line import ClaimLine
from contracts.tables.claim_trace import ClaimTrace
from contracts.tables.stock_month import StockMonth
from features.pharmacy.stock_books import gap_months
from features.pharmacy.trace_codes import code_repeat_settlements, code_repeats, lines_without_scan
from scenarios.framework.definition import Evidence, Exclusion, Indicator
from scenarios.pharmacy_billing.shared_evidence import FRAUD_LAWS, SHOP_LAWS, SHOP_ON, SHOP_ROW

DUAL_CHANNEL = Exclusion(
    "is_dual_channel",
    BilingualText("双通道药店，以高价药为主", "a dual-channel shop, which sells dear drugs"),
)

REUSED_CODES = Indicator(
    id="P01",
    title=BilingualText("追溯码重复结算", "trace codes settled twice"),
    definition=BilingualText(
        zh="近一年本店结算、此前已在其他结算中使用过的追溯码个数（退货冲抵、拆零、同一小票除外）",
        en=(
            "codes settled by the shop within a year that another settlement had used before "
            "(returns, split packs, one receipt left out)"
        ),
    ),
    population="shop",
    column="p01_codes",
    unit="codes",
    direction="high",
    # a single code may be a slip of the scanner; two are not
    threshold=2,
    level="S",
    evidence_source="trace_codes",
    amount="p01_yuan",
    period=("p01_from", "p01_to"),
    reason=BilingualText(
        zh=(
            "{p01_from}至{p01_to}有{p01_codes}个追溯码重复结算，"
            "其中{p01_far_codes}个首次在其他机构或相隔30天以上，最长相隔{p01_days_apart}天，"
            "涉及{p01_yuan}元，疑似回流药销售。"
        ),
        en=(
            "{p01_codes} trace codes were settled again between {p01_from} and {p01_to}, "
            "{p01_far_codes} of them elsewhere or 30 days and more before; {p01_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "拆零销售、退货再售、大小包装共码、测试上传",
        "split packs, returns sold again, one code on outer and inner pack, test uploads",
    ),
    verify=BilingualText(
        "调取随货同行单、购进发票和库存实物，核对追溯码流向",
        "check delivery notes, invoices and stock; follow the code's way",
    ),
    laws=(*FRAUD_LAWS, "trace-code-2025"),
    exclusions=(
        Exclusion(
            "is_usual_repeat",
            BilingualText(
                "重复码占扫码行的比例与他店相当，疑似系统重复上传",
                "repeated codes are as common at other shops: double uploads of a system",
            ),
            is_entry_error=True,
        ),
    ),
    evidence=(
        SHOP_ROW,
        Evidence(ClaimTrace, on=SHOP_ON, keys=code_repeats),
        Evidence(ClaimHeader, on=SHOP_ON, keys=code_repeat_settlements),
    ),
)

NOT_SCANNED = Indicator(
    id="P02",
    title=BilingualText("应扫未扫", "drugs not scanned"),
    definition=BilingualText(
        zh="2025年7月1日起应扫码而未上传追溯码的明细占比（20行以上；免码、拆零、无码库除外）",
        en=(
            "share of lines without a code from 2025-07-01 (20 lines and more; exempt, split and "
            "no-code drugs left out)"
        ),
    ),
    population="shop",
    column="p02_share",
    unit="share",
    direction="high",
    # allows for worn labels and a hurried counter, one line in twenty
    threshold=0.05,
    level="H",
    evidence_source="scans",
    amount="p02_yuan",
    period=("p02_from", "p02_to"),
    reason=BilingualText(
        zh=(
            "{p02_from}至{p02_to}应扫码药品{p02_eligible}行，其中{p02_missing}行未扫码，"
            "占{p02_share}，涉及{p02_yuan}元，不符合医保结算条件。"
        ),
        en=(
            "{p02_missing} of {p02_eligible} lines ({p02_share}) were settled without a code, "
            "{p02_yuan} yuan."
        ),
    ),
    look_alikes=BilingualText(
        "扫码设备故障后补传；饮片、颗粒、拆零、无码库药品", "a scanner's failure; exempt drugs"
    ),
    verify=BilingualText(
        "现场测试扫码设备，抽查未扫码药品的购进记录",
        "test the scanner, check purchases of what was not scanned",
    ),
    laws=(*SHOP_LAWS, "trace-code-2025"),
    exclusions=(
        Exclusion(
            "is_scanner_outage",
            BilingualText(
                "未扫码集中于已上传原因的设备故障，其余不足5%",
                "the missing scans are of reported scanner failures; others are below 5 %",
            ),
        ),
    ),
    evidence=(SHOP_ROW, Evidence(ClaimLine, on=SHOP_ON, keys=lines_without_scan)),
)

STOCK = Indicator(
    id="P15",
    title=BilingualText("进销存不符", "sold beyond the books"),
    definition=BilingualText(
        zh=(
            "近12个月各药品医保结算盒数（或账面销售数，取较大者）超出账面所能有的盒数"
            "（首月期初+购进+退回−末月期末−报损）的部分，超过5盒、5%及他店同品常见缺口的合计；"
            "只比已供账册的月份和药品，未供账册的药品不判（九成以上他店已供的除外）"
        ),
        en=(
            "packs settled in twelve months (or sold by the books, if more) beyond what the books "
            "can have had, of drugs with a gap above 5 packs, 5 % and what other shops lack of "
            "them; only months and drugs with books, or whose books nine in ten others supplied"
        ),
    ),
    population="shop",
    column="p15_packs",
    unit="packs",
    direction="high",
    # packs; some are broken, lost or booked a month late
    threshold=10,
    level="S",
    evidence_source="stock",
    amount="p15_yuan",
    period=("p15_from", "p15_to"),
    reason=BilingualText(
        zh=(
            "近12个月{p15_items}种药品销售数超出账面所能有的数量共{p15_packs}盒，"
            "涉及{p15_yuan}元，疑似无货空刷或串换（另有{p15_unbooked_items}种药品未供账册，未判）。"
        ),
        en=(
            "{p15_packs} packs of {p15_items} drugs sold beyond the books in twelve months, "
            "{p15_yuan} yuan ({p15_unbooked_items} drugs without books were not judged)."
        ),
    ),
    look_alikes=BilingualText(
        "购进延迟入账、盒片单位换算、连锁总部统一记账",
        "purchases entered late, packs and tablets, books kept by the chain",
    ),
    verify=BilingualText(
        "现场盘点，核对购进发票和随货同行单", "count the stock, check invoices and delivery notes"
    ),
    laws=FRAUD_LAWS,
    evidence=(SHOP_ROW, Evidence(StockMonth, on=SHOP_ON, keys=gap_months)),
)

WATCH_SHARE = Indicator(
    id="P13",
    title=BilingualText("易倒卖药品占比", "share of easily resold drugs"),
    definition=BilingualText(
        zh="近一年（50行以上）易倒卖清单药品金额占比高出同类药店中位数的倍数（以同类离差为单位）",
        en=(
            "how far the share of drugs on the watch-list in the year's money (50 lines and more) "
            "stands above the peers' median, in spreads of the peers"
        ),
    ),
    population="shop",
    column="p13_z",
    unit="ratio",
    direction="high",
    # three deviations above shops of its kind
    threshold=3,
    level="S",
    evidence_source="drug_mix",
    amount="p13_yuan",
    reason=BilingualText(
        zh=(
            "近一年易倒卖药品金额{p13_yuan}元，占全部{p13_watch_share}，"
            "同类药店中位{p13_peer_share}，高出{p13_z}个离差。"
        ),
        en=(
            "{p13_yuan} yuan of easily resold drugs, {p13_watch_share} of all; peers "
            "{p13_peer_share}; {p13_z} spreads above."
        ),
    ),
    look_alikes=BilingualText(
        "双通道药店、肿瘤或透析中心旁的药店",
        "dual-channel shops, a shop beside an oncology or dialysis centre",
    ),
    verify=BilingualText(
        "抽查大额购药人、处方与实物去向",
        "sample the largest buyers, their prescriptions and where the drugs went",
    ),
    laws=(*FRAUD_LAWS, "medical-fund-15"),
    exclusions=(
        DUAL_CHANNEL,
        Exclusion(
            "is_beside_specialist",
            BilingualText(
                "一公里内有肿瘤、透析等专科医院",
                "a hospital for tumours or kidneys stands within a kilometre",
            ),
        ),
    ),
    peer_group=("shop_kind",),
    evidence=(SHOP_ROW,),
)

MIX = Indicator(
    id="P16",
    title=BilingualText("药品结构偏离", "a mix of drugs unlike the district's"),
    definition=BilingualText(
        zh="药店各类药品（ATC三级）金额分布与本区县的詹森-香农距离，高出同类中位数的离差数",
        en=(
            "Jensen-Shannon distance of a shop's money by drug group (ATC level 3) from its "
            "district's, in spreads above the peers' median"
        ),
    ),
    population="shop",
    column="p16_z",
    unit="ratio",
    direction="high",
    # four deviations: a mix differs for many good reasons; feeds the model
    threshold=4,
    level="M",
    evidence_source="drug_mix",
    reason=BilingualText(
        zh=(
            "药品结构与本区县的距离为{p16_distance}（同类中位{p16_peer_distance}），"
            "占比最高的一类{p16_group}占{p16_top_share}。"
        ),
        en=(
            "the mix stands {p16_distance} from the district's (peers {p16_peer_distance}); the "
            "largest group {p16_group} makes up {p16_top_share}."
        ),
    ),
    look_alikes=BilingualText("专科药店、双通道药店", "specialised shops, dual-channel shops"),
    verify=BilingualText(
        "查看该类药品的购进与处方", "look at purchases and prescriptions of that group"
    ),
    laws=SHOP_LAWS,
    exclusions=(DUAL_CHANNEL,),
    peer_group=("shop_kind",),
    evidence=(SHOP_ROW,),
)
