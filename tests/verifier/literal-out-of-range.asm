top
  LITERAL #0  # ! literal 0 is out of range
  RETURN
