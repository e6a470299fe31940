"""Spec → Scene: what stands where, decided before anything is painted."""
