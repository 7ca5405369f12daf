"""A year's drugs of a person beside those of the same age and chronic diseases."""

import ibis

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from features.common.join_helpers import beside
from features.pharmacy.purchases import LOOK_BACK_DAYS, in_last_days, patient_year

VISITS = ("11", "13", "14", "21", "52")
COSTLY = ("C", "D46", "D61", "D66", "D67", "N18", "Z49", "Z94", "E84", "G12", "M31")
LEAST_GROUP = 100
LEAST_FEN = 100_000


@derived(ClaimHeader, key=("person_id",))
def known_diseases(headers, *, as_of):
    """disease_set (hypertension, diabetes, both, none) and has_costly_disease, by the diagnoses of hospital visits."""
    visits = headers.filter(
        headers.med_type.isin(VISITS), headers.diag_code.notnull(), headers.reversal_of.isnull()
    )
    visits = visits.filter(in_last_days(visits.service_time.cast("date"), as_of, LOOK_BACK_DAYS))
    code = visits.diag_code
    chapter = code.left(3)
    marked = visits.select(
        "person_id",
        pressure=chapter.between("I10", "I15").cast("int64"),
        sugar=chapter.between("E10", "E14").cast("int64"),
        costly=ibis.or_(*[code.startswith(c) for c in COSTLY]).cast("int64"),
    )
    known = marked.group_by("person_id").agg(
        pressure=marked.pressure.max(), sugar=marked.sugar.max(), costly=marked.costly.max()
    )
    return known.select(
        "person_id",
        disease_set=(known.pressure + 2 * known.sugar).cast("string"),
        has_costly_disease=known.costly == 1,
    )


@derived(patient_year, known_diseases, key=("person_id",))
def costly_years(patients, diseases, *, as_of):
    """P21: a person's pooled money of the year over the 99th percentile of the age band and chronic diseases.

    Groups below a hundred persons are judged by the age band. The percentile counts as 1,000 yuan and more.
    """
    joined = beside(patients, diseases, "person_id")
    joined = joined.select(
        "person_id",
        "age_band",
        "has_costly_disease",
        disease_set=joined.disease_set.fill_null("0"),
        fen=(joined.year_fund_yuan * 100).cast("int64"),
    )
    spent = joined.filter(joined.fen > 0).drop("has_costly_disease")
    narrow = spent.group_by("age_band", "disease_set").agg(
        group_fen=spent.fen.quantile(0.99), group_persons=spent.count()
    )
    wide = spent.group_by("age_band").agg(band_fen=spent.fen.quantile(0.99))
    judged = spent.join(narrow, ["age_band", "disease_set"]).join(wide, "age_band")
    limit = (judged.group_persons >= LEAST_GROUP).ifelse(judged.group_fen, judged.band_fen)
    limit = ibis.greatest(limit, float(LEAST_FEN))
    judged = judged.select(
        "person_id", p21_ratio=judged.fen / limit, p21_limit_yuan=(limit / 100).round(2).cast("decimal(14,2)")
    )
    placed = beside(joined.select("person_id", "has_costly_disease"), judged, "person_id")
    is_costly = placed.has_costly_disease.fill_null(False)
    return placed.select(
        "person_id",
        "p21_ratio",
        "p21_limit_yuan",
        is_costly_disease=is_costly,
        disease_kind=is_costly.ifelse("重病", "一般"),
    )
