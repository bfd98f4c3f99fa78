civis::civis_api!("specs/good.json", resources = [jobs users]);

fn main() {}
