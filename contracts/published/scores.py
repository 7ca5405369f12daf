"""评分: every scored record."""

from contracts.table import Column, PublishedTable


class Scores(
    PublishedTable,
    zh="评分",
    en="every scored record",
    key=(
        "scenario_id",
        "population",
        "record_id",
    ),
):
    scenario_id = Column("id", "场景", "scenario", required=True)
    population = Column("string", "总体", "population of the scenario", required=True)
    subject_kind = Column("code", "对象类型", "kind of subject", required=True)
    subject_id = Column("id", "对象编号", "subject", required=True)
    record_table = Column("string", "记录表", "table of the record", required=True)
    record_id = Column("id", "记录号", "key of the record", required=True)
    score = Column("number", "得分", "higher is more suspicious", required=True)
    severity = Column(
        "number", "严重度", "0 to 100, percentile of the training reference", required=True
    )
    model_version = Column("string", "模型版本", "model that scored", required=True)
