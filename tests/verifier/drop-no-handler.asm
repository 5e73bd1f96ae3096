top
  DROP_HANDLER  # ! no handler to drop
  NULL
  RETURN
