"""From findings to tonight's list of cases: merge, carry over, budget, control sample, publish."""
