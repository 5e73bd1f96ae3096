top
  NULL
again:
  LOOP
  NULL
  BACK again  # ! depth or handlers differ
