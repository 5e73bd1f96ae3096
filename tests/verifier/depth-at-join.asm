top
  TRUE
  BRANCH other
  NULL
other:
  NULL  # ! stack imbalance
  RETURN
