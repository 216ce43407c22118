"""The published language: one module per owning service, additive only."""
