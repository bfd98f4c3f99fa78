civis::civis_api!("specs/goood.json");

fn main() {}
