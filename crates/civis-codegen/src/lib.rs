//! civis-codegen
