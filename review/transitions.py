"""States of a case (codes of `feedback_stage`) and the transitions between them."""

from contracts.bilingual_text import BilingualText
from contracts.codes import load_code_lists

JUDGE, ISSUED, CHECKING, ANSWERED, EXAMINED = "01", "02", "03", "04", "05"
SETTLING, REFERRED, CLOSED = "06", "07", "08"
RETURNED, SNOOZED, MERGED, FALSE_ALARM = "91", "92", "93", "94"

OPEN = (JUDGE, ISSUED, CHECKING, ANSWERED, EXAMINED, SETTLING, REFERRED, RETURNED, SNOOZED)
ENDED = (CLOSED, FALSE_ALARM, MERGED)
WAITING_FOR_CHECK = (ISSUED, RETURNED)
WAITING_FOR_REVIEW = (ANSWERED, EXAMINED)

# action → states from which it may be taken
TRANSITIONS = {
    "issue": (JUDGE,),
    "take": (ISSUED, RETURNED),
    "answer": (CHECKING,),
    "examine": (ANSWERED,),
    "confirm": (EXAMINED,),
    "send_back": (ANSWERED, EXAMINED, SETTLING),
    "propose_close": (SETTLING, REFERRED),
    "close": (SETTLING, REFERRED),
    "snooze": (JUDGE, ISSUED, CHECKING, RETURNED),
    "wake": (SNOOZED,),
    "dismiss": (JUDGE,),
    "merge": (JUDGE, ISSUED, CHECKING, RETURNED),
    "unmerge": (MERGED,),
    "refer": (SETTLING, REFERRED),
    "appeal": (SETTLING, REFERRED, CLOSED),
    "reopen": (CLOSED, FALSE_ALARM),
}


def get_state_name(state: str) -> BilingualText:
    """Return the name of a state in both languages."""
    return load_code_lists()["feedback_stage"][state]


def list_code_choices(list_name: str) -> list[tuple[str, str]]:
    """List the entries of a code list as choices of a model field."""
    return [(code, name.zh) for code, name in load_code_lists()[list_name].items()]
