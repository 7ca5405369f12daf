"""Why a case or a subject is on the list of a run, or is not.

`answer.py` answers a question about one; `publish_explanations.py` writes the words of every case
of a night. Both rest on the same steps: read the run (`run_tables`), put the indicators to its
features again (`evaluate_indicators`), work out the order of the list (`list_order`), conclude
(`conclude`), and put it in words (`write_text`).
"""

from reports.explain.publish_explanations import write_case_explanations

__all__ = ["write_case_explanations"]
