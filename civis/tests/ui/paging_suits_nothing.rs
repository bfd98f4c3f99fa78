mod parameter {
    civis::civis_api!("specs/shop.json", paging = [offset("strat"), page("number"), link]);
}

mod items {
    civis::civis_api!("specs/shop.json", resources = [stock], paging = url("links.after", items = "lft"));
}

mod property {
    civis::civis_api!("specs/shop.json", paging = url("links.aftr", items = "left"));
}

mod platform {
    civis::civis_api!("specs/platform.json", paging = link);
}

fn main() {}
