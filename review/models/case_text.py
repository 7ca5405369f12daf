"""检索文本: what a case can be found by, and its pieces for the index."""

from django.db import models


class CaseText(models.Model):
    """`text` is what is searched, `grams` its pieces; `review.search` writes and reads both."""

    case = models.OneToOneField("review.Case", on_delete=models.CASCADE, related_name="text")
    text = models.TextField()
    grams = models.TextField()
