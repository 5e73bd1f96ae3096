top x
  LOCAL #1  # ! local 1 is out of range
  RETURN
