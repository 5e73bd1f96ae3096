top
  POP  # ! underflow
  NULL
  RETURN
