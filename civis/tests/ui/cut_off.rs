civis::civis_api!("specs/cut_off.json");

fn main() {}
