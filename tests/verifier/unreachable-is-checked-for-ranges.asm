top
  NULL
  RETURN
  LITERAL #9  # ! literal 9 is out of range
