top
  NULL
  NULL
  COERCE_STATIC #11  # ! guard 11 is out of range
  RETURN
