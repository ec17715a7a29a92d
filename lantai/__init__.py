"""Which parts are plugged in today? Settings, wiring, command line."""
