civis::civis_api!("spec/good.json");

fn main() {}
