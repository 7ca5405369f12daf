"""检查检验报告: reports of examinations."""

from contracts.table import Column, InputTable


class ExamReport(
    InputTable,
    zh="检查检验报告",
    en="reports of examinations",
    key=("report_id",),
    mode="delta",
    delivery="later",
    known_from="reported_at",
    rows_at_city_scale={"per_year": 25_000_000},
):
    report_id = Column("id", "报告编号", "report", required=True)
    mdtrt_id = Column("id", "就诊ID", "visit", required=True)
    item_code = Column("code", "医保目录编码", "catalogue item")
    sampled_at = Column("ts", "采样时间", "time of the sample")
    reported_at = Column("ts", "报告时间", "time of the report", required=True)
    reporter_code = Column("id", "报告人", "who signed")
    image_hash = Column("hash", "图像指纹", "hash of the picture's bytes")
    image_phash = Column("hash", "图像感知指纹", "perceptual hash of the picture")
