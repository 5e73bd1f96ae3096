top
  NULL
  TRY caught
  POP  # ! below the base
  DROP_HANDLER
  NULL
caught:
  NULL
  RETURN
