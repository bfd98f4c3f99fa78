//! Calls every operation of seven small apps by the typed client of the document that each publishes. See `run`. Arguments
//! are the names of the apps to check; without any, all are.

#![forbid(unsafe_code)]

mod app;
mod connexion;
mod fastapi;
mod flasgger;
mod litestar;
mod restx;
mod spectacular;
mod yasg;

use std::error::Error;

use app::App;

/// The folder with the documents and the addresses of the apps.
const FOLDER: &str = env!("CIVIS_SERVICES");

/// The secret of all apps.
const TOKEN: &str = "open-sesame-0123456789";

type Check = fn(&App) -> civis::Result<()>;

fn main() -> Result<(), Box<dyn Error>> {
    let checks: [(&str, Check); 7] = [
        ("connexion", connexion::check),
        ("fastapi", fastapi::check),
        ("flasgger", flasgger::check),
        ("litestar", litestar::check),
        ("restx", restx::check),
        ("spectacular", spectacular::check),
        ("yasg", yasg::check),
    ];
    let names: Vec<String> = std::env::args().skip(1).collect();
    let is_chosen = |name: &str| names.is_empty() || names.iter().any(|one| one == name);
    for (name, check) in checks.into_iter().filter(|(name, _)| is_chosen(name)) {
        let app = App::open(FOLDER, name)?;
        check(&app).map_err(|error| format!("{name}: {error}"))?;
        println!("{name}: {} operations called", app.all_called()?);
    }
    Ok(())
}
