script s
method run/0
  OBJECT s  # ! stands behind
  RETURN
top
  NULL
  RETURN
