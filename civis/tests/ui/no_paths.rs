civis::civis_api!("specs/no_paths.json");

fn main() {}
