top
again:
  NULL
  POP
  BACK again  # ! no loop head
