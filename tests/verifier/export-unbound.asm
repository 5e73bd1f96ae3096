export x
top x
  NULL
  RETURN  # ! leaves the unit unbound
