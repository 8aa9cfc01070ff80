"""The words of the system: frozen, typed values without behaviour beyond themselves."""
