top x
  TRY caught
  NULL
  BIND x
  DROP_HANDLER
  LOCAL x
  RETURN
caught:
  POP
  LOCAL x  # ! may be unbound
  RETURN
