civis::civis_api!("specs/good.json", client = types);

fn main() {}
