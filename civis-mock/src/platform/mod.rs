//! The Platform: what its resources have in common with each other, and keep.
//!
//! | module | what |
//! |---|---|
//! | `settings` | what a test sets and asks |
//! | `dispatch` | from an operation to what answers it |
//! | `world`, `facts`, `ask` | all that is kept; objects; one request and its answers |
//! | `clock`, `plan` | the time; how runs go |
//! | `jobs`, `runs`, `work` | jobs and runs; the paths to them; what they do |
//! | `logs`, `outputs` | what runs log and put out |
//! | `files`, `links`, `bucket` | files in the API; signed URLs; the content behind them |
//! | `signature`, `form`, `range` | what requests of the bucket are made of |
//! | `fixtures`, `catalog` | who and what is there; tables in the API |
//! | `tables`, `given`, `sqlite` | tables; without and with SQL |
//! | `sql`, `csv_file` | queries and SQL scripts; the files that they write |
//! | `preprocess`, `detect` | cleaning of CSV files; what they tell of themselves |
//! | `imports`, `load`, `transfer` | CSV files, and tables of others, into tables |
//! | `workflows`, `definition` | workflows in the API; what defines them |
//! | `executions`, `tasks` | their executions; which task follows which |

mod catalog;
mod clock;
mod files;
mod handler;
mod job_effects;
mod jobs;
mod object;
mod request_context;
mod settings;
mod state;
mod tables;
mod workflows;

pub use clock::Clock;
pub(crate) use files::bucket::BUCKET;
pub use jobs::plan::RunPlan;
pub use settings::Platform;
pub use tables::table::Table;
