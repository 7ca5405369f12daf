"""`qingfeng explain`: why a case or a subject is on the list of a run, or is not."""

from pipeline.typed_path import typed_path


def add_commands(commands) -> None:
    """Hook the command in."""
    p = commands.add_parser(
        "explain", help="说明为何在或不在清单上 / why a case or subject is on the list, or is not"
    )
    p.add_argument("run_folder", type=typed_path, metavar="RUN")
    who = p.add_mutually_exclusive_group(required=True)
    who.add_argument("case_id", nargs="?", metavar="CASE_ID")
    who.add_argument("--subject", metavar="KIND:ID", help="e.g. person:p00000001")
    p.add_argument("--indicator", metavar="ID", help="this indicator alone")
    p.add_argument("--en", action="store_true", help="in English")
    p.add_argument("--json", action="store_true", help="facts and words as JSON")
    p.set_defaults(run=_run_explain)


def _run_explain(options):
    import json

    from cases.publish import resolve_run_folder
    from reports.explain.answer import answer_question

    answers = answer_question(
        resolve_run_folder(options.run_folder),
        case_id=options.case_id,
        subject=options.subject,
        indicator_id=options.indicator,
    )
    if options.json:
        print(json.dumps([a.to_json() for a in answers], ensure_ascii=False, indent=1))
        return
    for answer in answers:
        for words in (answer.text, answer.details):
            print(words.en if options.en else words.zh, end="\n\n")
