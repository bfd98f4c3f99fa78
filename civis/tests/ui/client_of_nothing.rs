civis::civis_api!("specs/good.json", client = );

fn main() {}
