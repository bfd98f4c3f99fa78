civis::civis_api!("specs/good.json", client = jobs);

fn main() {}
