civis::civis_api!("specs/good.json", client = "Platform");

fn main() {}
