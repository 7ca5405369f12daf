"""The peer chart shows the value, and on which side of the threshold the hits are."""

import pytest

from review.charts.peers import draw_peer_chart
from review.models import Finding, Indicator


@pytest.mark.parametrize(
    ("indicator", "shown"),
    [
        (Indicator(comparison=">"), "阈值 &gt; 0.00元"),
        (Indicator(comparison="≥"), "阈值 ≥ 0.00元"),
        (None, "阈值 0.00元"),
    ],
)
def test_the_threshold_is_shown_with_its_comparison(indicator, shown):
    finding = Finding(indicator_id="R04", value=12.5, threshold=0.0, unit="yuan")
    assert shown in draw_peer_chart(finding, indicator)
