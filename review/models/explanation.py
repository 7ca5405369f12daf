"""列入说明: why a case is on the list, by the run that named it last."""

from django.db import models


class CaseExplanation(models.Model):
    """One row a case; runs of versions before 0.5 bring none."""

    case = models.OneToOneField(
        "review.Case", on_delete=models.CASCADE, primary_key=True, related_name="explanation"
    )
    run = models.ForeignKey("review.Run", on_delete=models.PROTECT, related_name="+")
    explanation_zh = models.TextField("列入说明")
    explanation_en = models.TextField()
