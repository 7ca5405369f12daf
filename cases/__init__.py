"""From findings to a list that people can work through: merge, carry over, budget, control sample, publish."""
