civis::civis_api!("specs/good.json", client = A, client = B);

fn main() {}
