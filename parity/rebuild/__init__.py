"""Builds environments from locks on this host, to see whether they are what was locked. Runs installers and imports.

The only room beside the sources that starts processes of this host; everything that it makes lies in one temporary
directory, and goes with it.
"""
