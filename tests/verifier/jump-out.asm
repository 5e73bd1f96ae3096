top
  JUMP #9  # ! not ahead
