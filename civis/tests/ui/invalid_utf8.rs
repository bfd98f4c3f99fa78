civis::civis_api!("specs/latin1.json");

fn main() {}
