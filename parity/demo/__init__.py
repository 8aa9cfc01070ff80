"""A pair of small images for `parity demo`; made by fixtures/images/make.py."""
