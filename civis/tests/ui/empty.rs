civis::civis_api!("specs/empty.json");

fn main() {}
