"""Benchmarks: each program prints its rows as JSON, run.py makes one table of them."""
