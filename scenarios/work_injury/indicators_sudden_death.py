"""work_injury: deaths by sudden illness around the limit of 48 hours."""

from contracts.bilingual_text import BilingualText
from scenarios.framework.definition import Indicator, at_least
from scenarios.work_injury.shared_evidence import CASE_ROW, INJURY_LAWS, PAYMENTS

NEAR_THE_LIMIT = Indicator(
    id="I10",
    title=BilingualText("48小时临界", "death just within 48 hours"),
    definition=BilingualText(
        "突发疾病：同一首诊机构在时限前4小时内死亡的件数与时限后4小时内之比（合计5件以上）",
        "sudden illness: deaths in the four hours before the limit over those in the four "
        "after it, "
        "at one institution of first diagnosis with five and more",
    ),
    population="case",
    column="i10_ratio",
    unit="ratio",
    direction="high",
    # Illness knows no limit: as many deaths are expected in the four hours after it. Of just five
    # deaths 4 : 1 and 5 : 0 come by chance in one institution of five (binomial), hence level M:
    # the case is never listed for this alone.
    threshold=at_least(3),
    level="M",
    evidence_source="death_hour",
    reason=BilingualText(
        "首诊后{death_hours}小时死亡；该首诊机构在时限前4小时内{deaths_near}件，时限后4小时内{deaths_beyond}件，为{i10_ratio}倍。",
        "Death {death_hours} hours after the first diagnosis; the institution has "
        "{deaths_near} deaths in the four hours before "
        "the limit and {deaths_beyond} in the four after it, {i10_ratio} times as many.",
    ),
    look_alikes=BilingualText(
        "家属在临近48小时依法决定放弃抢救", "families who lawfully end treatment near 48 hours"
    ),
    verify=BilingualText(
        "调取急诊首诊时间、抢救记录与死亡证明原件，核对呼吸机停用时间与签字",
        "compare first diagnosis, resuscitation notes and certificate of death in the "
        "original, and the hour at which support ended",
    ),
    laws=("injury-15", *INJURY_LAWS),
    evidence=(CASE_ROW, PAYMENTS),
)
