"""Errors that a user can act on: what is wrong, why, the next step; one exit code per kind."""


class QingfengError(Exception):
    """Base of every error shown to a user in one line, without a traceback."""

    exit_code = 1
    zh = "意外错误"  # the kind of error, said before what is wrong

    def __init__(self, what: str, *, next_step: str):
        super().__init__(f"{what} → {next_step}")
        self.what, self.next_step = what, next_step

    def format(self) -> str:
        """Format the error for a terminal: its kind in Chinese, what is wrong, the next step."""
        return f"{self.zh}：{self.what} → 下一步 next: {self.next_step}"


class UsageError(QingfengError):
    """An argument is missing, absurd or unknown."""

    exit_code = 2
    zh = "参数或设置有误"


class SourceError(QingfengError):
    """A source cannot be read, or a table in it is not what the contract says."""

    exit_code = 3
    zh = "数据源有问题"


class RunError(QingfengError):
    """A published run is missing, incomplete or not what it says it is."""

    exit_code = 4
    zh = "运行结果或目录有问题"


class ModelError(QingfengError):
    """A model cannot be loaded, or does not fit the features of the night."""

    exit_code = 5
    zh = "模型有问题"


class InvariantError(QingfengError):
    """A count or rule that the night asserts does not hold; nothing is published."""

    exit_code = 6
    zh = "自检未通过，未发布"


class DiskFullError(QingfengError):
    """A disk or a quota is full."""

    exit_code = 7
    zh = "磁盘已满"


class DeadlineError(QingfengError):
    """The night reached its deadline; finished steps are kept, missing ones are named."""

    exit_code = 8
    zh = "已到截止时间"


class UnexpectedError(QingfengError):
    """An unforeseen error by kind and place; its message is left out, since it may quote a row."""

    def __init__(self, kind: str, place: str):
        super().__init__(
            f"程序未预料的错误 unexpected {kind} at {place}",
            next_step="上报本行；上一清单仍有效，再次启动会沿用已完成的步骤 "
            "report this line; the last list stays current, and another start takes "
            "finished steps over",
        )
        self.kind, self.place = kind, place


class Stopped(KeyboardInterrupt):
    """Somebody ended the process by a signal; no `except Exception` holds it up."""

    def __init__(self, number: int):
        super().__init__(f"signal {number}")
        self.number = number

    @property
    def exit_code(self) -> int:
        """The exit code as shells count: 130 for Ctrl-C, 143 for SIGTERM."""
        return 128 + self.number
