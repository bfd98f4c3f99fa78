//! What every client of Civis Platform needs and no one specification decides:
//! session, transport, retry, tolerant decode, pagination, errors and lookups.
