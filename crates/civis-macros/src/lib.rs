//! civis-macros
