top x
  NULL
  SET x  # ! may be unbound
  NULL
  RETURN
