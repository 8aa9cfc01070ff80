"""How a trial runs inside an environment: bounded, apart, and reaped whatever happens. Only on the user's word."""
