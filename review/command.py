"""`python -m review …`: the desk's own commands, with the errors of the project."""

import os
import sys

from contracts.errors import QingfengError


def main(arguments: list[str]) -> int:
    """Run a management command; a mistake of the user is one line and an exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "review.settings")
    from django.core.management import ManagementUtility
    from django.core.management.base import CommandError

    try:
        import django

        django.setup()
        from django.core.management import call_command, get_commands

        if not arguments or arguments[0] not in get_commands():
            ManagementUtility(["review", *arguments]).execute()
        else:
            call_command(arguments[0], *arguments[1:])
    except QingfengError as error:
        print(f"qingfeng: {error}", file=sys.stderr)
        return error.exit_code
    except CommandError as error:
        print(f"qingfeng: {error}", file=sys.stderr)
        return 2
    return 0
