top
  NULL
  CALL #7  # ! atom 7 is out of range
  RETURN
