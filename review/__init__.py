"""清风工作台: the review desk, on which audit staff work cases from finding to closing.

Reads published runs and writes decisions.
"""
