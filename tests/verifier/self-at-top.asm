top
  SELF  # ! no receiver
  RETURN
