"""疑点: a finding of a case, in the published columns, with its latest verdict."""

from django.db import models
from django.db.models import Case, Value, When

from contracts.levels import LEVEL_ORDER
from review import transitions

MODEL = "model"  # indicator of a finding that a model made, not a rule

# the worst level first; the codes themselves sort M before S
BY_LEVEL = Case(
    *(When(level=level, then=Value(n)) for level, n in LEVEL_ORDER.items()),
    default=Value(len(LEVEL_ORDER)),
)


class Finding(models.Model):
    """A finding; `is_current` is false once the newest run no longer contains it."""

    finding_id = models.CharField("疑点编号", max_length=32, primary_key=True)
    case = models.ForeignKey("review.Case", on_delete=models.PROTECT, related_name="findings")
    scenario_id = models.CharField("场景")
    indicator_id = models.CharField("指标")
    level = models.CharField("级别")
    family = models.CharField("证据来源")
    source = models.CharField("独立来源", default="", blank=True)
    credence = models.FloatField("预计属实程度", null=True)
    record_table = models.CharField("记录表")
    record_id = models.CharField("记录号")
    period_from = models.DateField("期间起", null=True)
    period_to = models.DateField("期间止", null=True)
    value = models.FloatField("指标值", null=True)
    threshold = models.FloatField("阈值", null=True)
    unit = models.CharField("单位", blank=True)
    peer_group = models.CharField("同类组", blank=True)
    peer_median = models.FloatField("同类中位数", null=True)
    peer_percentile = models.FloatField("同类百分位", null=True)
    amount_involved = models.DecimalField("涉及金额", max_digits=14, decimal_places=2)
    reason_zh = models.TextField("事实与理由")
    reason_en = models.TextField()
    law = models.TextField("政策依据")
    law_en = models.TextField()
    look_alikes = models.TextField("可能的正常情形")
    look_alikes_en = models.TextField()
    verify = models.TextField("建议核查方式")
    verify_en = models.TextField()
    evidence_rows = models.IntegerField("证据行数")
    evidence_hash = models.CharField("证据散列", max_length=64)
    standing = models.CharField("状态")
    is_current = models.BooleanField(default=True)
    first_run = models.ForeignKey("review.Run", on_delete=models.PROTECT, related_name="+")
    last_run = models.ForeignKey("review.Run", on_delete=models.PROTECT, related_name="findings")

    conclusion = models.CharField("核查结论", max_length=1, blank=True)
    cause_code = models.CharField("不属实原因", max_length=2, blank=True)
    amount_confirmed = models.DecimalField(
        "核实金额", max_digits=14, decimal_places=2, null=True, blank=True
    )

    class Meta:
        indexes = [
            models.Index(fields=["scenario_id", "indicator_id", "case"], name="finding_scenario")
        ]

    def __str__(self):
        return self.finding_id

    @property
    def worked_case_id(self) -> str:
        """Id of the case that the finding is answered with: another one once merged."""
        is_merged = self.case.state == transitions.MERGED
        return self.case.merged_into_id if is_merged else self.case_id
