"""A company of any size as canonical tables, made with arrays, without a day loop; `sandbox.generate` is the front."""
