"""The engines that compute features: DuckDB, and Spark where one machine is too small."""
