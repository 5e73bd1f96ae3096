top x
  MAKE_LIST 0
  ITERATE x  # ! does not hold an iteration
  NULL
  RETURN
