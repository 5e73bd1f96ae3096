top
  BACK again  # ! no loop head
again:
  LOOP
  NULL
  RETURN
