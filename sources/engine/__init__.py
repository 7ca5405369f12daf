"""The engines that compute features: DuckDB, and Spark for those who outgrow a machine."""
