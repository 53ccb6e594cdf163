"""The parts of the HCL parser: words, expressions, templates, bodies, recovery and what it says of errors."""
