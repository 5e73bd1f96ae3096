script s a b
method run/0
  NULL
  RETURN
top
  NULL
  OBJECT s  # ! underflow
  RETURN
