"""The command line: turns arguments, configuration and environment into a request, prints, and exits."""
