top
  NULL
  NULL
  LIST_PATTERN 70000  # ! count 70000 is out of range
  RETURN
