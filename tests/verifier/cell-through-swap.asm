top c:cell
  NULL
  MAKE_CELL
  INT 5
  SWAP
  BIND c
  RETURN
