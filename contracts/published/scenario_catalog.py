"""场景目录: indicators as they stood that night, and what the list holds beside them."""

from contracts.table import Column, PublishedTable


class ScenarioCatalog(
    PublishedTable,
    zh="场景目录",
    en="indicators as they stood that night",
    key=(
        "scenario_id",
        "indicator_id",
    ),
):
    scenario_id = Column("id", "场景", "scenario", required=True)
    scenario_zh = Column("string", "场景名", "title", required=True)
    scenario_en = Column("string", "场景名(英)", "title in English", required=True)
    authority = Column("code", "主管部门", "competent authority", required=True)
    indicator_id = Column("id", "指标", "indicator, `model` or `control`", required=True)
    title_zh = Column("string", "指标名", "title", required=True)
    title_en = Column("string", "指标名(英)", "title in English", required=True)
    level = Column("string", "级别", "level", required=True)
    definition_zh = Column("string", "定义", "definition", required=True)
    definition_en = Column("string", "定义(英)", "definition in English", required=True)
    threshold = Column("number", "阈值", "threshold")
    comparison = Column(
        "string", "比较", "values on this side of the threshold are hits: ≥, > or ≤"
    )
    unit = Column("string", "单位", "unit")
    law = Column("string", "政策依据", "legal basis", required=True)
    computed = Column("bool", "已计算", "false = not computed", required=True)
    not_computed_because = Column(
        "string", "未计算原因", "tables not supplied, laws (law/…) not in force"
    )
    model_version = Column("string", "模型版本", "model of the scenario")
