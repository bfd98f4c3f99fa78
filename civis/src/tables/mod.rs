//! Tables: load files into them, and copy them between databases.
