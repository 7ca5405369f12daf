"""`qingfeng explain`: why a case or a subject is on the list of a run, or is not."""

from typing import Annotated

import typer

from cli.options import Run


def explain_case(
    run: Run,
    case_id: Annotated[
        str | None, typer.Argument(metavar="CASE_ID", help="案件编号 / a case", show_default=False)
    ] = None,
    *,
    subject: Annotated[
        str | None,
        typer.Option(metavar="KIND:ID", help="对象，代替案件 / a subject, e.g. person:p00000001"),
    ] = None,
    indicator: Annotated[
        str | None, typer.Option(metavar="ID", help="只看一项指标 / this indicator alone")
    ] = None,
    english: Annotated[bool, typer.Option("--en", help="用英文 / in English")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="事实与文字，JSON / facts and words as JSON")
    ] = False,
) -> None:
    """Print the explanation of a case, or of a subject with each authority."""
    import json

    from cases.publish import resolve_run_folder
    from contracts.errors import UsageError
    from reports.explain.answer import answer_question

    if (case_id is None) == (subject is None):
        raise UsageError(
            "give either CASE_ID or --subject KIND:ID", next_step="see `qingfeng explain --help`"
        )
    answers = answer_question(
        resolve_run_folder(run), case_id=case_id, subject=subject, indicator_id=indicator
    )
    if as_json:
        plain = [answer.to_json() for answer in answers]
        print(json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False))
        return
    for answer in answers:
        words = [part.en if english else part.zh for part in (answer.text, answer.details)]
        print("\n\n".join(part for part in words if part), end="\n\n")
