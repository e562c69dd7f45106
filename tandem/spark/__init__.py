"""The same marts on Spark, in an environment of its own, held against DuckDB's row by row.

`build` hands the lake's raw tables over and waits, `session` is what runs beside PySpark, `compare` names what differs.

SparkError
+-- SparkMissing    there is no environment with PySpark, or no Java
+-- SparkFailed     Spark did not start, or dbt reports models or tests that failed
"""
