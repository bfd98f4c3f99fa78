civis::civis_api!("specs/several_files");

fn main() {}
