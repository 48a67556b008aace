"""The parts of build/portolan. Python's standard library only, and quick to import."""
