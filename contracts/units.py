"""Units of measure as they are shown."""

from contracts.bilingual_text import Text

UNITS = {
    "months": Text("个月", "months"),
    "days": Text("天", "days"),
    "hours": Text("小时", "hours"),
    "years": Text("年", "years"),
    "yuan": Text("元", "yuan"),
    "share": Text("", ""),
    "ratio": Text("倍", "times"),
    "persons": Text("人", "persons"),
    "cases": Text("件", "cases"),
    "claims": Text("次", "claims"),
    "count": Text("次", ""),
    "visits": Text("次", "visits"),
    "rate": Text("件/人·年", "per head and year"),
    "settlements": Text("笔", "settlements"),
    "codes": Text("个", "codes"),
    "runs": Text("串", "runs"),
    "institutions": Text("家", "institutions"),
    "grades": Text("级", "grades"),
    "z": Text("", ""),
    "digits": Text("", ""),
    "packs": Text("盒", "packs"),
    "households": Text("户", "households"),
    "documents": Text("份", "documents"),
    "yes": Text("", ""),
}
