"""`qingfeng replay` and `qingfeng diff`: a run proved, and two explained."""

import sys

from pipeline.typed_path import typed_path


def add_commands(commands) -> None:
    """Hook the commands in."""
    p = commands.add_parser(
        "replay", help="重算并逐字节比对 / make a run again from its inputs, compare bytes"
    )
    p.add_argument("run_folder", type=typed_path, metavar="RUN")
    p.add_argument(
        "--source", type=typed_path, metavar="DIR", help="where its snapshot lies, if it was moved"
    )
    p.add_argument(
        "--threads", type=int, default=0, metavar="N", help="another number changes no byte"
    )
    p.add_argument(
        "--other-code", action="store_true", help="go on though the code is not that of the run"
    )
    p.set_defaults(run=_run_replay)
    p = commands.add_parser(
        "diff", help="比较两次运行 / why each case came, went or moved between two runs"
    )
    p.add_argument("before", type=typed_path, metavar="RUN_A")
    p.add_argument("after", type=typed_path, metavar="RUN_B")
    p.set_defaults(run=_run_diff)


def _run_replay(options):
    from cases.publish import resolve_run_folder
    from pipeline.history.replay import replay, require_identical

    proof = replay(
        resolve_run_folder(options.run_folder).resolve(),
        source=options.source,
        threads=options.threads,
        other_code=options.other_code,
        tell=lambda line: print(line, file=sys.stderr, flush=True),
    )
    print("\n".join(require_identical(proof).lines()))


def _run_diff(options):
    from cases.publish import resolve_run_folder
    from reports.diff.compare_runs import compare_runs

    print(
        "\n".join(
            compare_runs(
                resolve_run_folder(options.before), resolve_run_folder(options.after)
            ).lines()
        )
    )
