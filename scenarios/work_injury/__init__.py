"""The scenario `work_injury` with its indicators."""
