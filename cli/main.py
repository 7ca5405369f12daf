"""The command `qingfeng`: its commands, and how an error is shown."""

import os
import sys

import typer
from typer.core import TyperCommand, TyperGroup

from cli.commands import (
    development,
    explain,
    models,
    nights,
    planning,
    preview,
    review,
    rules,
    runs,
    sources,
)
from cli.home import provide_home
from cli.signals import WORDS, end_on_signals, exit_at_once
from contracts.errors import QingfengError, UsageError
from contracts.kept_texts import keep_texts
from flows.prefect_secrets import load_secrets
from pipeline.private_files import make_files_private

QUIET = {
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # seconds: on a loaded machine the first start of Prefect's server takes over a minute
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "180",
    "DO_NOT_TRACK": "1",
}
WIDTH = 100  # columns of help: Chinese characters take two, English stands beside them

# name: (function, help); modules of commands import what they run when they run it
COMMANDS = {
    "simulate": (
        nights.simulate_town,
        "写出模拟城镇 / write a simulated town and its truth file",
    ),
    "nightly": (
        nights.run_nightly,
        "运行一夜 / run a night; the last line of output is the run's folder",
    ),
    "commission": (
        nights.commission,
        "新城市试运行，不下发 / first night with a city: all is computed, nobody listed",
    ),
    "check": (
        nights.check_snapshot,
        "检查快照 / validate a snapshot, write nothing but the report",
    ),
    "evaluate": (runs.evaluate, "对照真值评估 / recall and precision against a truth file"),
    "export": (runs.export_workbook, "导出疑点核查清单 / write the Excel workbook"),
    "explain": (
        explain.explain_case,
        "说明为何在或不在清单上 / why a case or subject is on the list, or is not",
    ),
    "preview": (
        preview.preview_run,
        "试算阈值、件数等 / what other thresholds or budgets would have done to a run",
    ),
    "plan": (
        planning.plan_inspections,
        "检查计划 / the visits of a quarter; `plan registers RUN` drafts the registers it needs",
    ),
    "train": (
        models.train_challengers,
        "训练挑战者并与冠军比较 / train challengers and compare them with the champions",
    ),
    "models": (
        models.list_models,
        "模型一览 / models, their champions, challengers and shadows",
    ),
    "promote": (models.promote_version, "提升为冠军 / make a version the champion"),
    "rollback": (models.roll_back_champion, "退回上一冠军 / put back the champion before"),
    "shadow": (
        models.run_shadow,
        "影子试跑 / let a version score beside the champion for some nights",
    ),
    "backtest": (
        nights.run_backtest,
        "回测 / run past nights again, each on what was known by then",
    ),
    "review": (
        review.run_desk,
        "核查工作台 / the desk: serve, receive RUN, verdicts OUT, add_officer NAME, verify_audit",
    ),
    "replay": (
        runs.replay_run,
        "重算并逐字节比对 / make a run again from its inputs, compare bytes",
    ),
    "diff": (
        runs.compare,
        "比较两次运行 / why each case came, went or moved between two runs",
    ),
    "prune": (
        runs.prune_runs,
        "清理旧运行 / reduce old runs to their lists; says how much room a year of nights takes",
    ),
    "load": (
        sources.load_database,
        "把快照装入 PostgreSQL / fill a PostgreSQL from a snapshot folder",
    ),
    "map": (
        sources.draft_source_mapping,
        "草拟字段对照 / draft the mapping of a folder or database, with confidence",
    ),
    "manifest": (
        sources.write_folder_manifest,
        "写清单 / write the manifest of a folder of files",
    ),
    "quarantine": (
        sources.export_quarantine,
        "导出隔离行以便更正 / write a table's rejected rows as CSV, for correction",
    ),
    "resubmit": (
        sources.resubmit_corrections,
        "交回更正后的行 / hand corrected rows in; the next night takes them",
    ),
    "heartbeat": (
        nights.watch_heartbeat,
        "查心跳 / alert if no night was published within the last 26 hours",
    ),
    "prefect": (
        nights.serve_prefect,
        "Prefect 服务 / be Prefect's server, or the worker with the deployments",
    ),
    "rules": (
        rules.handle_rules,
        "装入收费规则 / load published rules about charges, and report unmapped codes",
    ),
    "doctor": (
        sources.examine_installation,
        "检查安装 / look at the installation and say what to fix",
    ),
    "new-indicator": (
        development.write_new_indicator,
        "新指标骨架 / write the skeleton of an indicator with its drawn test",
    ),
}


class _Command(TyperCommand):
    """A command that reads secrets after its arguments were understood, before it runs."""

    def invoke(self, ctx):
        load_secrets()
        with keep_texts():
            return super().invoke(ctx)

    def get_help_option(self, ctx):
        return _translate_help_option(super().get_help_option(ctx))


class _HandedOn(_Command):
    """A command whose arguments, `--help` among them, are another program's to read."""

    def parse_args(self, ctx, args):
        ctx.args = list(args)
        return ctx.args


class _Group(TyperGroup):
    def get_help_option(self, ctx):
        return _translate_help_option(super().get_help_option(ctx))


def _translate_help_option(option):
    option.help = "显示帮助 / show this help"
    return option


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the exit code says which kind of error stopped it (contracts/errors.py)."""
    os.environ.update({k: v for k, v in QUIET.items() if k not in os.environ})
    provide_home()
    make_files_private()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # a terminal in GBK has no tick: it shows a question mark instead of ending the command
            stream.reconfigure(errors="replace")
    try:
        with end_on_signals():
            _run_command(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except typer.Exit as end:  # help was shown
        sys.exit(end.exit_code)
    except QingfengError as error:
        print(f"qingfeng: {error.format()}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt as stop:
        print(WORDS, file=sys.stderr, flush=True)
        code = getattr(stop, "exit_code", 130)  # 130: 128 + SIGINT, as shells count
        if arguments is None:  # the process is ours
            exit_at_once(code)
        return code
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # or Python flushes at its end
        return 141  # 128 + SIGPIPE
    return 0


def _run_command(arguments):
    if not arguments:
        raise UsageError("缺少命令 a command is required", next_step="查看 see `qingfeng --help`")
    group = typer.main.get_command(build_app())
    try:
        with group.make_context("qingfeng", arguments) as context:
            group.invoke(context)
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        path = context.command_path if context else "qingfeng"
        message = " ".join(error.format_message().split()).rstrip(".")
        raise UsageError(
            message[:1].lower() + message[1:], next_step=f"查看用法 see `{path} --help`"
        ) from None


def build_app() -> typer.Typer:
    """Build the commands and their arguments."""
    app = typer.Typer(
        cls=_Group,
        help="清风：社会保险基金夜间筛查 / nightly supervision of social-insurance funds",
        add_completion=False,
        rich_markup_mode=None,  # plain text: rich alone takes a tenth of a second to import
        context_settings={"max_content_width": WIDTH, "help_option_names": ["-h", "--help"]},
    )
    for name, (function, text) in COMMANDS.items():
        kind = _HandedOn if function is review.run_desk else _Command
        app.command(name, cls=kind, help=text, short_help=text)(function)
    return app


if __name__ == "__main__":
    sys.exit(main())
