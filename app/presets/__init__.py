"""Data that a new installation starts from, and its only reader."""
