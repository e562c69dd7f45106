"""The simulated company, one concern a module; `sandbox.world` is the front."""
