civis::civis_api!("specs/good.json", resource = [jobs]);

fn main() {}
