"""What runs inside a measured environment: sent there as files, run by the target's own interpreter.

Standard library only, Python 3.7 and newer, imports nothing of parity. `supervise` starts and bounds one worker process
and reaps whatever it leaves; `work` loads inputs, calls, measures; `encode` writes results down without pickle.
"""
