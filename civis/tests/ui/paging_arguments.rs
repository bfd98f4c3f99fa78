mod nothing {
    civis::civis_api!("specs/shop.json", paging = );
}

mod number {
    civis::civis_api!("specs/shop.json", paging = 7);
}

mod empty {
    civis::civis_api!("specs/shop.json", paging = []);
}

mod unknown_way {
    civis::civis_api!("specs/shop.json", paging = ofset("start"));
}

mod no_parameter {
    civis::civis_api!("specs/shop.json", paging = [link, offset]);
}

mod no_property {
    civis::civis_api!("specs/shop.json", paging = cursor("start"));
}

mod without_quotes {
    civis::civis_api!("specs/shop.json", paging = page(start));
}

mod empty_name {
    civis::civis_api!("specs/shop.json", paging = url(""));
}

mod unknown_argument {
    civis::civis_api!("specs/shop.json", paging = cursor("start", "status", size = "count"));
}

mod negative {
    civis::civis_api!("specs/shop.json", paging = offset("start", first = -1));
}

mod argument_twice {
    civis::civis_api!("specs/shop.json", paging = offset("start", size = "a", size = "b"));
}

mod option_twice {
    civis::civis_api!("specs/shop.json", paging = link, paging = link);
}

fn main() {}
