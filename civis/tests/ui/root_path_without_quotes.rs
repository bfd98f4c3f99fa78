civis::civis_api!("specs/good.json", root_path = api);

fn main() {}
