civis::civis_api!(specs);

fn main() {}
