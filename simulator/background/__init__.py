"""Honest life in the town, table by table: work, benefits, pensions, medical care and the
offices.
"""
