top
  NULL
  NULL
  TRY caught
  SWAP  # ! below the base
  DROP_HANDLER
  RETURN
caught:
  RETURN
