//! Where configuration and cache are on this system.

use std::env;
use std::path::PathBuf;

use etcetera::BaseStrategy;

/// The variable with the path of the configuration file.
const CONFIG_VARIABLE: &str = "CIVIS_CONFIG";

/// The configuration file: that of `CIVIS_CONFIG`, else `civis/config.toml` in the user's folder for configuration.
pub(crate) fn config_file() -> Option<PathBuf> {
    match env::var_os(CONFIG_VARIABLE).filter(|path| !path.is_empty()) {
        Some(path) => Some(PathBuf::from(path)),
        None => {
            let strategy = etcetera::choose_base_strategy().ok()?;
            Some(strategy.config_dir().join("civis").join("config.toml"))
        }
    }
}

/// The folder for what can be made again.
pub(crate) fn cache() -> Option<PathBuf> {
    let strategy = etcetera::base_strategy::choose_native_strategy().ok()?;
    Some(strategy.cache_dir().join("civis"))
}
