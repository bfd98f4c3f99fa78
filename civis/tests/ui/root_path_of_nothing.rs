civis::civis_api!("specs/good.json", root_path = );

fn main() {}
