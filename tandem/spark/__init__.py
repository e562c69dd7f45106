"""The same marts on Spark: `session` builds them in an environment with PySpark, `compare` holds them against DuckDB's."""
