civis::civis_api!("specs/\0.json");

fn main() {}
