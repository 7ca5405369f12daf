"""检查日历: weeks in which offices do not send teams; public holidays are known."""

from contracts.constraints import NotBefore
from contracts.table import Column, RegisterTable


class InspectionCalendar(RegisterTable, zh="检查日历", en="inspection calendar", key=("entry_id",)):
    entry_id = Column("id", "条目编号", "entry", required=True)
    period_kind = Column(
        "code", "时段类型", "kind of the stretch", required=True, codes="inspection_period"
    )
    date_from = Column("date", "起", "first day", required=True)
    date_to = Column("date", "止", "last day", required=True, check=NotBefore("date_from"))
    district = Column("code", "区县", "district; null = all", codes="district")
    is_closed = Column("bool", "停查", "no visits in its weeks; null = yes except for campaigns")
    note = Column("string", "说明", "note")
