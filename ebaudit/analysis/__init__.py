"""Pure computation: estate and catalog to facts."""
