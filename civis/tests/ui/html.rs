civis::civis_api!("specs/html.json");

fn main() {}
