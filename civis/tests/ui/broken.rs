civis::civis_api!("specs/broken.json");

fn main() {}
