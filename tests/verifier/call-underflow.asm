top
  NULL
  NULL
  CALL add/2  # ! underflow
  RETURN
