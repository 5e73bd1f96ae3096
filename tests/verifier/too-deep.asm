top
  NULL
  NULL
  LIST_PATTERN 65535
  NULL  # ! too deep
  RETURN
