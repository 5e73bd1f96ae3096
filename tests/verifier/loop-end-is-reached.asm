top
again:
  LOOP
  BACK again
  NULL
  RETURN
