outer x
top
  NULL
  ASSIGN_OUTER x  # ! not marked so
  NULL
  RETURN
