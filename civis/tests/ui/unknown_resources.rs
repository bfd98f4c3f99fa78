civis::civis_api!("specs/good.json", resources = [jobs, scirpts, zebras]);

fn main() {}
