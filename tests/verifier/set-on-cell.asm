top c:cell
  NULL
  MAKE_CELL
  BIND c
  NULL
  SET c  # ! stored as Cell
  NULL
  RETURN
