civis::civis_api!(concat!(env!("CIVIS_NO_SUCH_VARIABLE"), "/civis-spec.json"));

fn main() {}
