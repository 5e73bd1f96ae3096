top
  OUTER #0  # ! outer name 0 is out of range
  RETURN
