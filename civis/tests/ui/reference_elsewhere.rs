#![deny(deprecated)]

civis::civis_api!("specs/elsewhere.json");

fn main() {}
