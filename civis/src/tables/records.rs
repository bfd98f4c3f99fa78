//! The fields of the Platform's responses that loads read.
#![allow(unreachable_pub, reason = "the macro declares types for users' crates")]

use civis_core::__private::*;

__record! {
    Created Option {
        id: i64 = "id",
    }
}

__record! {
    Scan Option {
        job_id: i64 = "jobId",
        run_id: i64 = "runId",
    }
}

__record! {
    File Option {
        id: i64 = "id",
        name: String = "name",
        detected_info: DetectedInfo = "detectedInfo",
    }
}

__record! {
    DetectedInfo Option {
        include_header: bool = "includeHeader",
        column_delimiter: String = "columnDelimiter",
        compression: String = "compression",
        table_columns: Vec<DetectedColumn> = "tableColumns",
    }
}

// The specification declares `sqlType`, and describes `sql_type`.
__record! {
    DetectedColumn Option {
        name: String = "name",
        sql_type: String = "sqlType",
        snake_case_sql_type: String = "sql_type",
    }
}
