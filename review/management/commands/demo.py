"""demo RUN: a desk to try: a received run, officers of every role, some issued cases."""

from pathlib import Path

from django.core.management.base import BaseCommand

from review import actions, transitions
from review.models import Case, Officer
from review.officers import create_officer, reset_password
from review.receiving import receive_run

PEOPLE = [  # login, name, role, districts, unit
    ("heli", "何力", "checker", ["330203", "330205", "330212"], "海曙片区核查组"),
    ("shenyu", "沈瑜", "checker", ["330203", "330205", "330212"], "海曙片区核查组"),
    ("luming", "陆明", "checker", ["330281", "330282"], "余慈片区核查组"),
    ("fuhe", "傅荷", "reviewer", ["*"], "基金监督处"),
    ("zhuguan", "祝冠", "head", ["*"], "基金监督处"),
    ("jijian", "纪坚", "discipline", ["*"], "派驻纪检组"),
    ("jijian2", "季俭", "discipline", ["*"], "派驻纪检组"),
    ("guanli", "管黎", "administrator", [], "信息中心"),
    ("anquan", "安荃", "security", [], "信息中心"),
    ("anquan2", "安泉", "security", [], "办公室"),
    ("shenji", "沈冀", "auditor", [], "审计处"),
    ("jihua", "计华", "planner", ["*"], "基金监督处"),
    ("jihua2", "季骅", "planner", ["*"], "基金监督处"),
    ("fazhi", "法芝", "legal", [], "法规处"),
    ("zhidu", "支读", "reader", ["*"], "审计处"),
]
# enough for several pages of the list
ISSUED = 120


class Command(BaseCommand):
    help = "演示工作台 / a desk to look at"

    def add_arguments(self, parser):
        parser.add_argument("run_folder", type=Path, metavar="RUN")

    def handle(self, *, run_folder, **options):
        for receipt in receive_run(run_folder):
            self.stdout.write("\n".join(receipt.lines()))
        self.stdout.write("\n用户 user      密码 password        角色 role      姓名 name")
        for login, name, role, districts, unit in PEOPLE:
            password = _set_password(login, name, role, districts, unit)
            self.stdout.write(f"{login:12} {password}  {role:14} {name} {unit}")
        self.stdout.write(
            f"\n已下发 {_issue_cases()} 件供核查员领取 / cases issued, ready to be taken\n"
        )


def _set_password(login, name, role, districts, unit):
    officer = Officer.objects.filter(username=login).first()
    if officer is None:
        fields = {"role": role, "districts": districts, "unit": unit}
        officer, password = create_officer(
            login, by=None, last_name=name[:1], first_name=name[1:], **fields
        )
    else:
        password = reset_password(officer, by=None)
    Officer.objects.filter(pk=officer.pk).update(must_change_password=False)
    return password


def _issue_cases():
    head = Officer.objects.get(username="zhuguan")
    if Case.objects.filter(is_restricted=False).exclude(state=transitions.JUDGE).exists():
        return 0
    best = Case.objects.filter(is_restricted=False, list_status="listed").order_by(
        "level_order", "-severity"
    )
    return len([actions.issue(case, head) for case in best[:ISSUED]])
