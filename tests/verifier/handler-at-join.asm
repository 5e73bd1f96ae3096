top
  TRUE
  BRANCH other
  TRY caught
other:
  NULL  # ! different handlers
  RETURN
caught:
  RETURN
