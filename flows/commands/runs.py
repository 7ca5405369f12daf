"""`qingfeng replay` and `qingfeng diff`: a run proved, and two explained."""

import sys

from flows.typed_path import typed_path


def add(commands) -> None:
    """Hook the commands in."""
    p = commands.add_parser(
        "replay", help="重算并逐字节比对 / make a run again from its inputs, compare bytes"
    )
    p.add_argument("run_folder", type=typed_path, metavar="RUN")
    p.add_argument(
        "--source", type=typed_path, metavar="DIR", help="where its snapshot lies, if it was moved"
    )
    p.add_argument("--threads", type=int, default=0, metavar="N", help="another number changes no byte")
    p.add_argument("--other-code", action="store_true", help="go on though the code is not that of the run")
    p.set_defaults(run=_run_replay)
    p = commands.add_parser("diff", help="比较两次运行 / why each case came, went or moved between two runs")
    p.add_argument("before", type=typed_path, metavar="RUN_A")
    p.add_argument("after", type=typed_path, metavar="RUN_B")
    p.set_defaults(run=_run_diff)


def _run_replay(options):
    from cases.publish import run_folder
    from flows.replay import asserted, replay

    proof = replay(
        run_folder(options.run_folder).resolve(),
        source=options.source,
        threads=options.threads,
        other_code=options.other_code,
        tell=lambda line: print(line, file=sys.stderr, flush=True),
    )
    print("\n".join(asserted(proof).lines()))


def _run_diff(options):
    from cases.publish import run_folder
    from flows.difference import difference

    print("\n".join(difference(run_folder(options.before), run_folder(options.after)).lines()))
