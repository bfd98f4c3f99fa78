civis::civis_api!("specs/good.json", resources = 5);

fn main() {}
