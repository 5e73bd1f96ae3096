top
again:
  LOOP
  TRY caught
  BACK again  # ! depth or handlers differ
caught:
  RETURN
