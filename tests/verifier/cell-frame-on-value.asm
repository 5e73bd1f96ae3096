script s c
method run/0
  CELL_FRAME c  # ! is no cell
  RETURN
top
  NULL
  RETURN
