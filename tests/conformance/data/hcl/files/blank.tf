

  # nothing here

