"""same_household: large households."""

from contracts.bilingual_text import BilingualText
from scenarios.framework.definition import Exclusion, Indicator
from scenarios.same_household.scenario import LAWS

HOUSEHOLD_PERSONS = Indicator(
    id="T01",
    title=BilingualText("户人数", "persons in the household"),
    definition=BilingualText("同一户的参保人数", "insured persons of one household"),
    population="person",
    column="household_persons",
    unit="persons",
    direction="high",
    threshold=4,
    level="S",
    evidence_source="households",
    reason=BilingualText(
        "同户{household_persons}人参保。", "{household_persons} insured in one household."
    ),
    look_alikes=BilingualText("大家庭", "a large family"),
    verify=BilingualText("核对户口簿", "see the household register"),
    laws=LAWS,
    exclusions=(
        Exclusion(
            "is_slip",
            BilingualText("疑似性别误选", "the sex seems to be picked wrongly"),
            is_entry_error=True,
        ),
    ),
)
