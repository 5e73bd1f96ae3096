script s c
method run/0
  FRAME #1  # ! capture 1 is out of range
  RETURN
top
  NULL
  RETURN
