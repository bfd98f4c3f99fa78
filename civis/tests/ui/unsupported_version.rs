civis::civis_api!("specs/version.json");

fn main() {}
