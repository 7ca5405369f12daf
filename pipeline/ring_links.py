"""The entity graph of a night: what subjects share, over all scenarios."""

import ibis
import pandas as pd

from cases.rings import ENTITIES, HUB_SUBJECTS
from pipeline.night import CaseList, Night

AGENT = "agent"
COLUMNS = ["subject_kind", "subject_id", "link_kind", "link_id", "link_subjects"]


def select_ring_links(night: Night, part: CaseList, findings: pd.DataFrame) -> pd.DataFrame:
    """Select links of flagged subjects with the number of subjects sharing them; no hubs."""
    engine = night.engine
    declared = [s.ring_links for s in part.scenarios if s.ring_links is not None]
    computed = [
        engine.table(d).select(*COLUMNS[:4])
        for d in declared
        if not d.find_missing_inputs(engine.supplied, engine.as_of)
    ]
    if not computed or findings.empty:
        return pd.DataFrame(columns=COLUMNS)
    links = ibis.union(*computed, distinct=True) if len(computed) > 1 else computed[0].distinct()
    links = links.filter(links.link_id.notnull())
    # an agent is known by a phone, which may be that of other scenarios' people
    links = links.mutate(
        link_kind=(links.link_kind == AGENT).ifelse("phone", links.link_kind)
    ).distinct()
    sizes = links.group_by("link_kind", "link_id").agg(link_subjects=links.count())
    is_entity = sizes.link_kind.isin(ENTITIES)
    sizes = sizes.filter(is_entity | sizes.link_subjects.between(2, HUB_SUBJECTS))
    flagged = ibis.memtable(findings[["subject_kind", "subject_id"]].drop_duplicates())
    tied = links.semi_join(flagged, ["subject_kind", "subject_id"]).inner_join(
        sizes, ["link_kind", "link_id"]
    )
    return tied.select(*COLUMNS).order_by(COLUMNS).to_pandas()
