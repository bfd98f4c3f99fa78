//! SQL: run statements, and read the rows of queries.
