"""The second checker of a check: an account of the desk, found by name or login."""

from collections import defaultdict

from review.errors import NotValid
from review.models import Case, Officer
from review.permissions import WORK_ROLES, can_see, recused_case_ids


class SecondCheckers:
    """Accounts that can stand as second checker; read once, asked for many cases."""

    def __init__(self):
        self._by_name, self._recused = defaultdict(set), {}
        for officer in Officer.objects.filter(is_active=True, role__in=WORK_ROLES):
            self._by_name[_squeeze(officer.name)].add(officer)
            self._by_name[_squeeze(officer.username)].add(officer)

    def find(self, name: str, officer: Officer, case: Case) -> Officer:
        """Return the account of the second checker.

        Raises NotValid if no account, several, or the first checker has the name, or if the
        account cannot see the case or must keep away from it.
        """
        accounts = self._by_name.get(_squeeze(name), set())
        if not _squeeze(name) or accounts == {officer}:
            raise NotValid("须有两名核查人", "an inspection needs two different officers")
        if not accounts:
            raise NotValid(
                f"第二核查人“{name}”不是工作台的在用账号",
                f"the second officer {name} has no active account on the desk",
            )
        if len(accounts) > 1:
            raise NotValid(
                f"有多个账号名为“{name}”，请填写用户名",
                f"several accounts are named {name}: enter the login",
            )
        (second,) = accounts
        if not can_see(second, case) or case.pk in self._list_recused(second):
            raise NotValid(
                f"{second.name} 不能核查本案（属地、主管部门或回避）",
                f"{second.name} cannot check this case: scope or recusal",
            )
        return second

    def _list_recused(self, officer):
        if officer.pk not in self._recused:
            self._recused[officer.pk] = set(recused_case_ids(officer))
        return self._recused[officer.pk]


def list_second_checkers(case: Case, officer: Officer) -> list[Officer]:
    """List the accounts that a form offers as second checker of a case."""
    known = Officer.objects.filter(is_active=True, role__in=WORK_ROLES).exclude(pk=officer.pk)
    kept_away = {o.pk for o in known if case.pk in set(recused_case_ids(o))}
    return [o for o in known if can_see(o, case) and o.pk not in kept_away]


def _squeeze(name):
    """Spell a name without blanks: official sheets spread short names."""
    return "".join(name.split())
