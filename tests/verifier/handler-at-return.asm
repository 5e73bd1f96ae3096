top
  TRY caught
  NULL
  RETURN  # ! handler is left
caught:
  RETURN
