civis::civis_api!("specs/good.json", resources = jobs);

fn main() {}
