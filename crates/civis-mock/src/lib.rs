//! civis-mock
