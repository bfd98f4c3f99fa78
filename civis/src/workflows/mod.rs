//! Workflows: check definitions, run them, follow their executions.
