"""Carry what a sweep found from one scene to another: models, their contract, their use."""
