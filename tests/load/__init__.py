"""Measurements: `make bench`. Of the test run only that they work, in small: test_bench.py."""
