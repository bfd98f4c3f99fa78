civis::civis_api!(5);

fn main() {}
