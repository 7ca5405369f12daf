"""Settings of a Spark session for tests: quick compilation and one task at a time, for many small
queries.
"""

LEAN = {
    "master": "local[1]",
    "driver.host": "127.0.0.1",
    "driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
    "sql.adaptive.enabled": "false",
    "sql.codegen.wholeStage": "false",
    "sql.codegen.factoryMode": "NO_CODEGEN",
    "sql.shuffle.partitions": "1",
}
SETTINGS = ("engine=spark", *(f"spark.{key}={value}" for key, value in LEAN.items()))
