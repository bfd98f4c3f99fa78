civis::civis_api!("specs/nested");

fn main() {}
