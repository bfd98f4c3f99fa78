civis::civis_api!("specs/good.json", resources = [jobs, users, jobs]);

fn main() {}
