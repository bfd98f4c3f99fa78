civis::civis_api!("specs/good.json", resources = );

fn main() {}
