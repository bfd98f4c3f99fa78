#![deny(deprecated)]

civis::civis_api!("specs/dangling.json");

fn main() {}
