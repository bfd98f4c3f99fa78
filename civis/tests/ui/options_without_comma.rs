civis::civis_api!("specs/good.json" client = A);

fn main() {}
