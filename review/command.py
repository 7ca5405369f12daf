"""Command line of the desk (`python -m review …`), with the errors of the project."""

import os
import sys

from contracts.errors import QingfengError, UsageError

FOR_DEVELOPERS = ("makemigrations", "migrate", "check", "shell", "dbshell")


def main(arguments: list[str]) -> int:
    """Run a command after bringing the database up to date; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "review.settings")
    try:
        _run_command(arguments)
    except QingfengError as error:
        print(f"qingfeng: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _run_command(arguments):
    import django
    from django.core.management import call_command, get_commands
    from django.core.management.base import CommandError

    django.setup()
    desk_commands = sorted(name for name, app in get_commands().items() if app == "review")
    name = arguments[0] if arguments else "--help"
    if name in ("--help", "-h", "help"):
        print(
            f"qingfeng review COMMAND …\n\n{_describe_commands(desk_commands)}\n\n"
            "qingfeng review COMMAND --help"
        )
        return
    if name not in (*desk_commands, *FOR_DEVELOPERS):
        raise UsageError(f"no command {name!r}", next_step=f"one of {', '.join(desk_commands)}")
    try:
        if name in desk_commands and "--help" not in arguments:
            call_command("migrate", verbosity=0)
        call_command(name, *arguments[1:])
    except CommandError as error:
        raise UsageError(str(error), next_step=f"see `qingfeng review {name} --help`") from None


def _describe_commands(names):
    from django.core.management import load_command_class

    return "\n".join(f"  {name:14} {load_command_class('review', name).help}" for name in names)
