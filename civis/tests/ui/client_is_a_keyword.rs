civis::civis_api!("specs/good.json", client = struct);

fn main() {}
