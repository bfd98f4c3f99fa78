//! civis-spec
