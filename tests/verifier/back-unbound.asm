top x
  TRUE
  BRANCH other
  NULL
  BIND x
again:
  LOOP
  TRUE
  BRANCH other
  BACK again
other:
  LOCAL x  # ! may be unbound
  RETURN
