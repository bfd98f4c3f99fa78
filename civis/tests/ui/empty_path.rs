civis::civis_api!("");

fn main() {}
