"""The agent: tells what only a running process can see, as one JSON document on stdout.

Its modules are sent as one text (parity/sources/agent_text.py) to the target's own interpreter (`python -I -S`). So
they use the standard library only, run on Python 3.7 and newer, and import nothing of parity but one another. It starts
with `document`. It never fails as a whole: what cannot be read is listed in `errors`.

`-I -S` change `sys.path` and `sys.flags`, so neither is told: collectors work them out from the files.
Modules that a reduced interpreter may lack are imported by the one look that needs them.
"""
