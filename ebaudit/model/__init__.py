"""The nouns that every part of ebaudit shares: frozen records and enums, standard library only, no I/O."""
