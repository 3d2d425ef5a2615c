"""Manifests: which files an export has, written, read and checked."""
