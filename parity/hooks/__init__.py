"""Where parity is called by other tools: the docker command, Dockerfiles."""
