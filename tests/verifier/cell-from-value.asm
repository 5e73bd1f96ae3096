top c:cell
  NULL
  BIND c  # ! only a native slot
  NULL
  RETURN
