"""A person's yearly drug costs against those of the same age and chronic diseases."""

import ibis

from contracts.derived import derived
from contracts.tables.claim_header import ClaimHeader
from contracts.tables.person import Person
from features.common.join_helpers import left_join_columns
from features.pharmacy.purchases import LOOK_BACK_DAYS, is_in_last_days, patient_year

VISITS = ("11", "13", "14", "21", "52")  # codes of med_type: hospital care
# ICD-10: tumours, blood, kidney, transplants, rare diseases
COSTLY = ("C", "D46", "D61", "D66", "D67", "N18", "Z49", "Z94", "E84", "G12", "M31")
LEAST_GROUP = 100  # the 99th percentile of fewer persons is its largest value
LEAST_FEN = 100_000  # 1,000 yuan: below it a percentile of a healthy group means nothing


@derived(key=("person_id",))
def patient_diseases(headers: ClaimHeader, *, as_of):
    """disease_set (hypertension, diabetes, both, none), has_costly_disease, by diagnoses of
    hospital visits.
    """
    visits = headers.filter(
        headers.med_type.isin(VISITS), headers.diag_code.notnull(), headers.reversal_of.isnull()
    )
    visits = visits.filter(is_in_last_days(visits.service_time.cast("date"), as_of, LOOK_BACK_DAYS))
    code = visits.diag_code
    chapter = code.left(3)
    visit_diseases = visits.select(
        "person_id",
        pressure=chapter.between("I10", "I15").cast("int64"),
        sugar=chapter.between("E10", "E14").cast("int64"),
        costly=ibis.or_(*[code.startswith(c) for c in COSTLY]).cast("int64"),
    )
    by_person = visit_diseases.group_by("person_id").agg(
        pressure=visit_diseases.pressure.max(),
        sugar=visit_diseases.sugar.max(),
        costly=visit_diseases.costly.max(),
    )
    return by_person.select(
        "person_id",
        disease_set=(by_person.pressure + 2 * by_person.sugar).cast("string"),
        has_costly_disease=by_person.costly == 1,
    )


@derived(key=("person_id",))
def costly_years(patients: patient_year, diseases: patient_diseases, persons: Person):
    """P21: pooled yuan of the year over the 99th percentile of the age band and chronic diseases.

    Groups below a hundred persons use the age band. The percentile counts as at least 1,000 yuan.
    """
    # by age: not to be told of persons of whom nothing was delivered
    aged = patients.semi_join(persons, "person_id")
    joined = left_join_columns(aged, diseases, "person_id")
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
    cost_ratios = spent.join(narrow, ["age_band", "disease_set"]).join(wide, "age_band")
    limit = (cost_ratios.group_persons >= LEAST_GROUP).ifelse(
        cost_ratios.group_fen, cost_ratios.band_fen
    )
    limit = ibis.greatest(limit, float(LEAST_FEN))
    cost_ratios = cost_ratios.select(
        "person_id",
        p21_ratio=cost_ratios.fen / limit,
        p21_limit_yuan=(limit / 100).round(2).cast("decimal(14,2)"),
    )
    with_ratio = left_join_columns(
        joined.select("person_id", "has_costly_disease"), cost_ratios, "person_id"
    )
    is_costly = with_ratio.has_costly_disease.fill_null(False)
    return with_ratio.select(
        "person_id",
        "p21_ratio",
        "p21_limit_yuan",
        is_costly_disease=is_costly,
        disease_kind=is_costly.ifelse("重病", "一般"),
    )
