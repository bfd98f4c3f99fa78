civis::civis_api!("specs/yaml.json");

fn main() {}
