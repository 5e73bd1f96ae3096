top
  FRAME #0  # ! capture 0 is out of range
  RETURN
