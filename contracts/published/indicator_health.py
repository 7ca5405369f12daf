"""指标运行情况: how each indicator behaved in its population tonight."""

from contracts.table import Column, PublishedTable


class IndicatorHealth(
    PublishedTable,
    zh="指标运行情况",
    en="how each indicator behaved in its population, one row an indicator and population",
    key=("scenario_id", "indicator_id", "population"),
):
    scenario_id = Column("id", "场景", "scenario", required=True)
    indicator_id = Column("id", "指标", "indicator, or `model`", required=True)
    population = Column("id", "总体", "population that it looks at", required=True)
    title_zh = Column("string", "指标名称", "title in Chinese", required=True)
    title_en = Column("string", "指标名称(英)", "title in English", required=True)
    level = Column("string", "级别", "highest level of its hits: H, S or M", required=True)
    subjects = Column("int", "总体对象数", "subjects of the population", required=True)
    rows_computed = Column("int", "可计算记录数", "records with a value", required=True)
    subjects_computed = Column("int", "可计算对象数", "subjects with a value", required=True)
    subjects_hit = Column("int", "命中对象数", "subjects with a hit, not explained", required=True)
    subjects_high = Column("int", "高级别对象数", "of these, with a hit of level H", required=True)
    subjects_explained = Column(
        "int", "有正常解释对象数", "subjects whose hits are all explained", required=True
    )
    share = Column("number", "命中比例", "subjects hit ÷ subjects of the population", required=True)
    plausible = Column(
        "number", "合理属实数", "as many true ones as are plausible in the population"
    )
    credence = Column(
        "number", "预计属实程度", "how likely it is that a hit is true, 0 to 1; null for level M"
    )
    judged = Column("int", "已核查数", "findings with a verdict", required=True)
    rate = Column("number", "查实率", "share of the verdicts that say true; null without")
    by_district = Column(
        "string", "分区县", "JSON: district → [subjects hit, subjects, units]", required=True
    )
    by_year = Column("string", "分年度", "JSON: year → [subjects hit, subjects]", required=True)
    state = Column(
        "string", "状态", "trusted, common, data_question, suspended or not_computed", required=True
    )
    districts = Column(
        "string", "所涉区县", "districts that are asked, by comma; null = all or none"
    )
    reason_zh = Column("string", "说明", "why, in Chinese", required=True)
    reason_en = Column("string", "说明(英)", "why, in English", required=True)
