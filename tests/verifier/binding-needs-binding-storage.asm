top x
  NULL
  BIND x
  NOUN_LOCAL x  # ! stored as Value
  RETURN
