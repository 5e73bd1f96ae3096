top
again:
  NULL
  POP
  JUMP again  # ! not ahead
