"""Units of measure as they are shown."""

from contracts.bilingual_text import BilingualText

UNITS = {
    "months": BilingualText("个月", "months"),
    "days": BilingualText("天", "days"),
    "hours": BilingualText("小时", "hours"),
    "minutes": BilingualText("分钟", "minutes"),
    "years": BilingualText("年", "years"),
    "yuan": BilingualText("元", "yuan"),
    "share": BilingualText("", ""),
    "ratio": BilingualText("倍", "times"),
    "persons": BilingualText("人", "persons"),
    "cases": BilingualText("件", "cases"),
    "claims": BilingualText("次", "claims"),
    "count": BilingualText("次", ""),
    "visits": BilingualText("次", "visits"),
    "rate": BilingualText("件/人·年", "per head and year"),
    "settlements": BilingualText("笔", "settlements"),
    "codes": BilingualText("个", "codes"),
    "runs": BilingualText("串", "runs"),
    "institutions": BilingualText("家", "institutions"),
    "grades": BilingualText("级", "grades"),
    "z": BilingualText("", ""),
    "digits": BilingualText("", ""),
    "packs": BilingualText("盒", "packs"),
    "households": BilingualText("户", "households"),
    "documents": BilingualText("份", "documents"),
    "yes": BilingualText("", ""),
}
