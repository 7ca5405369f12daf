"""疑点对象: a case, from its first night to its closing."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from review import transitions

OFFICER = settings.AUTH_USER_MODEL


def _build_officer_field(verbose_name):
    return models.ForeignKey(
        OFFICER,
        verbose_name=verbose_name,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )


class Case(models.Model):
    """A subject under one authority.

    The first block of fields is written by runs, the second by the desk. Texts of a run have no
    greatest length, here and in other models: the published tables declare none. The sums of money
    repeat the ledger so that a list of 100,000 cases can be filtered and sorted by them; only
    `actions.record_money` writes them.
    """

    case_id = models.CharField("案件编号", max_length=32, primary_key=True)
    case_no = models.CharField("案号", max_length=24, default="", db_index=True)
    authority = models.CharField("主管部门")
    district = models.CharField("属地")
    subject_kind = models.CharField("对象类型")
    subject_id = models.CharField("对象编号")
    ring_id = models.CharField("团伙编号", max_length=32, blank=True)
    level = models.CharField("疑点级别")
    level_order = models.PositiveSmallIntegerField("级别次序")  # H 0, S 1, M 2, control 3
    credence = models.FloatField("预计属实程度", null=True)  # 0 to 1; null in older runs
    source_count = models.IntegerField("独立来源数", null=True)
    position = models.IntegerField("全市次序", null=True)
    data_question = models.TextField("待数据方答复的指标", default="", blank=True)
    carried_by = models.CharField("并入案件", default="", blank=True)
    severity = models.FloatField("严重度")
    rank = models.IntegerField("序位")
    list_status = models.CharField("下发状态")
    is_restricted = models.BooleanField("受限", default=False)
    amount_involved = models.DecimalField("涉及金额", max_digits=14, decimal_places=2)
    finding_count = models.IntegerField("疑点数")
    first_flagged_on = models.DateField("首次发现")
    reappeared = models.TextField("再次出现原因", blank=True)
    summary_zh = models.TextField("摘要")
    summary_en = models.TextField("英文摘要")
    subject_name = models.TextField("名称", default="")  # of a unit; persons' stand in the vault
    marks = models.TextField(
        "场景与指标", default=""
    )  # |scenario|INDICATOR|… of tonight's findings, for filters
    first_run = models.ForeignKey("review.Run", on_delete=models.PROTECT, related_name="+")
    last_run = models.ForeignKey("review.Run", on_delete=models.PROTECT, related_name="cases")
    changed_in = models.ForeignKey(
        "review.Run", null=True, on_delete=models.PROTECT, related_name="+"
    )

    state = models.CharField(
        "状态",
        max_length=2,
        default=transitions.JUDGE,
        choices=transitions.list_code_choices("feedback_stage"),
    )
    state_before = models.CharField("暂缓前状态", max_length=2, blank=True)
    state_since = models.DateTimeField("状态自")
    version = models.PositiveIntegerField("版本", default=0)
    batch_no = models.CharField("下发批次", max_length=32, blank=True)
    issued_on = models.DateField("下发日期", null=True, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    snoozed_until = models.DateField("暂缓至", null=True, blank=True)
    assignee = models.ForeignKey(
        OFFICER,
        verbose_name="承办人",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cases",
    )
    taken_at = models.DateTimeField("领取时间", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    conclusion = models.CharField("核查结论", max_length=1, blank=True)
    cause_code = models.CharField("不属实原因", max_length=2, blank=True)
    nature = models.CharField("问题性质", max_length=16, blank=True)
    control_gap = models.CharField("制度漏洞", max_length=8, default="none")  # none, open, closed
    concluded_by = _build_officer_field("核查人")
    second_checker = models.CharField("第二核查人", max_length=60, blank=True)
    second_officer = _build_officer_field("第二核查人")
    concluded_on = models.DateField("核查日期", null=True, blank=True)
    confirmed_by = _build_officer_field("复核人")
    confirmed_on = models.DateField("复核日期", null=True, blank=True)
    close_proposed_by = _build_officer_field("拟销号人")
    closed_by = _build_officer_field("销号人")
    closed_on = models.DateField("销号日期", null=True, blank=True)
    amount_confirmed = models.DecimalField("核实金额", max_digits=14, decimal_places=2, default=0)
    amount_to_recover = models.DecimalField("应追回", max_digits=14, decimal_places=2, default=0)
    amount_recovered = models.DecimalField("已追回", max_digits=14, decimal_places=2, default=0)
    amount_waived = models.DecimalField("免予追回", max_digits=14, decimal_places=2, default=0)
    amount_merged = models.DecimalField("并入涉及金额", max_digits=14, decimal_places=2, default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("concluded_by")),
                name="case_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("close_proposed_by")),
                name="case_closed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=transitions.CLOSED)
                | Q(
                    closed_by__isnull=False,
                    close_proposed_by__isnull=False,
                    closed_on__isnull=False,
                ),
                name="case_closed_by_two",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[transitions.SETTLING, transitions.REFERRED])
                | Q(confirmed_by__isnull=False, concluded_by__isnull=False),
                name="case_confirmed_before_settling",
            ),
            models.CheckConstraint(
                condition=~Q(state=transitions.MERGED) | Q(merged_into__isnull=False),
                name="case_merged_into",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[s for s, _ in transitions.list_code_choices("feedback_stage")]
                ),
                name="case_state",
            ),
            models.CheckConstraint(
                condition=~Q(is_restricted=True) | Q(authority="纪检"), name="case_restricted"
            ),
        ]
        indexes = [
            models.Index(
                fields=["is_restricted", "list_status", "state", "level_order", "-severity"],
                name="case_queue",
            ),
            models.Index(fields=["assignee", "state"], name="case_mine"),
            models.Index(fields=["district", "state"], name="case_district"),
            models.Index(fields=["state", "due_on"], name="case_due"),
            models.Index(fields=["ring_id"], name="case_ring"),
            models.Index(fields=["subject_id"], name="case_subject"),
            models.Index(fields=["-amount_involved", "case_id"], name="case_amount"),
            models.Index(fields=["level_order", "-severity", "case_id"], name="case_severity"),
            models.Index(fields=["-credence", "case_id"], name="case_credence"),
            models.Index(fields=["last_run"], name="case_last_run"),
            # who has how much in hand, read from this index alone
            models.Index(
                fields=[
                    "is_restricted",
                    "state",
                    "assignee",
                    "issued_on",
                    "due_on",
                    "district",
                    "authority",
                    "amount_involved",
                    "amount_merged",
                ],
                name="case_workload",
            ),
            # the first page reads its counts and sums from this index alone: the rows are wide
            models.Index(
                fields=[
                    "is_restricted",
                    "state",
                    "list_status",
                    "district",
                    "authority",
                    "amount_involved",
                    "amount_confirmed",
                    "amount_to_recover",
                    "amount_recovered",
                ],
                name="case_counts",
            ),
        ]

    def __str__(self):
        return self.case_id

    @property
    def is_open(self) -> bool:
        return self.state in transitions.OPEN

    @property
    def amount_outstanding(self):
        return self.amount_to_recover - self.amount_recovered

    @property
    def amount_unsettled(self):
        """Confirmed yuan that are neither to be recovered nor waived."""
        return self.amount_confirmed - self.amount_to_recover - self.amount_waived

    @property
    def amount_in_question(self):
        """Involved yuan of the case and of those merged into it."""
        return self.amount_involved + self.amount_merged
