//! civis
