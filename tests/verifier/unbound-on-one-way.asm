top x
  TRUE
  BRANCH other
  NULL
  BIND x
other:
  LOCAL x  # ! may be unbound
  RETURN
