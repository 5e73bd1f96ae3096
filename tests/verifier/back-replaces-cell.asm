script s c:cell
method run/0
  NULL
  RETURN
top
  NULL
  MAKE_CELL
again:
  LOOP
  OBJECT s
  BACK again  # ! cell of the operand stack was replaced
