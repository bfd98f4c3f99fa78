#![deny(deprecated)]

civis::civis_api!("specs/several.json");

fn main() {}
